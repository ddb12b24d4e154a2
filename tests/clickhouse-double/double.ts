/**
 * A stand-in for a ClickHouse server: ClickHouse's HTTP interface in front of the embedded engine (chDB), in a process of
 * its own, so that the client, its connections and its errors are the real ones.
 *
 *   node tests/clickhouse-double/double.ts FOLDER [PORT] [USER:PASSWORD]      prints its address when it is ready
 *
 * It covers: /ping, queries in the body or in ?query=, param_*, settings, default_format, ?database= and the X-ClickHouse-*
 * headers, gzip both ways, streamed request bodies, errors with status, code and text, X-ClickHouse-Summary (of what was
 * read), basic auth.
 * It does not cover, and so says nothing about: clusters (ON CLUSTER, Replicated and Distributed tables, Keeper), users
 * and grants, quotas, HTTP sessions, progress headers, errors in the middle of an answer, LZ4 and the native block
 * compression, binary insert formats, answers larger than memory, asynchronous inserts, TLS.
 */
import { Session, type ChdbResult } from 'chdb';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';

/** What a client tells the HTTP layer, unknown to the engine. */
const FOR_HTTP =
  /^(query|database|user|password|query_id|session_id|role|compress|decompress|default_format|enable_http_compression|http_\w+|send_progress_in_http_headers|wait_end_of_query|buffer_size|cancel_http_readonly_queries_on_client_close)$/;

/** Exceptions that a server answers with another status than 500, as in its source (exceptionCodeToHTTPStatus). */
const STATUS = new Map<string, number>(
  Object.entries({
    400: `BAD_ARGUMENTS CANNOT_COMPILE_REGEXP CANNOT_PARSE_TEXT CANNOT_PARSE_ESCAPE_SEQUENCE CANNOT_PARSE_QUOTED_STRING
      CANNOT_PARSE_DATE CANNOT_PARSE_DATETIME CANNOT_PARSE_NUMBER CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING CANNOT_PARSE_IPV4
      CANNOT_PARSE_IPV6 CANNOT_PARSE_INPUT_ASSERTION_FAILED CANNOT_PARSE_UUID DUPLICATE_COLUMN ILLEGAL_COLUMN
      UNKNOWN_ELEMENT_IN_AST UNKNOWN_TYPE_OF_AST_NODE THERE_IS_NO_COLUMN TOO_DEEP_AST TOO_BIG_AST UNEXPECTED_AST_STRUCTURE
      SYNTAX_ERROR INCORRECT_DATA TYPE_MISMATCH VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE`,
    401: 'REQUIRED_PASSWORD',
    403: 'UNKNOWN_USER WRONG_PASSWORD AUTHENTICATION_FAILED SET_NON_GRANTED_ROLE ACCESS_DENIED',
    404: `UNKNOWN_TABLE UNKNOWN_FUNCTION UNKNOWN_IDENTIFIER UNKNOWN_TYPE UNKNOWN_STORAGE UNKNOWN_DATABASE UNKNOWN_SETTING
      UNKNOWN_DIRECTION_OF_SORTING UNKNOWN_AGGREGATE_FUNCTION UNKNOWN_FORMAT UNKNOWN_DATABASE_ENGINE UNKNOWN_TYPE_OF_QUERY UNKNOWN_ROLE`,
    408: 'TIMEOUT_EXCEEDED',
    413: 'QUERY_IS_TOO_LARGE',
    501: 'NOT_IMPLEMENTED',
    503: 'SOCKET_TIMEOUT CANNOT_OPEN_FILE CANNOT_SCHEDULE_TASK'
  }).flatMap(([status, types]) => types.split(/\s+/).map((type) => [type, Number(status)] as const))
);

export class Failure extends Error {
  readonly code: number;
  readonly type: string;
  constructor(text: string) {
    super(text);
    this.code = Number(/Code: (\d+)/.exec(text)?.[1] ?? 1000);
    this.type = /\(([A-Z0-9_]+)\)\s*(?:\(version [^)]*\))?\s*$/.exec(text)?.[1] ?? 'POCO_EXCEPTION';
  }
  get status(): number {
    return STATUS.get(this.type) ?? 500;
  }
}

/** As a literal; a query's values arrive in ClickHouse's own escaping, so a backslash has to survive once more. */
const literal = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const name = (value: string) => `\`${value.replaceAll('`', '``')}\``;

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const encoding = request.headers['content-encoding'];
  if (encoding === 'gzip') return gunzipSync(body).toString('utf8');
  if (encoding)
    throw new Failure(`Code: 48. DB::Exception: Content-Encoding ${encoding} is not covered here. (NOT_IMPLEMENTED)`);
  return body.toString('utf8');
}

/** Who a request says it comes from: basic auth, headers, or the query. */
function credentials({ headers }: IncomingMessage, given: URLSearchParams): [user: string, password: string] {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic) {
    const [user = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return [user, password.join(':')];
  }
  return [
    String(headers['x-clickhouse-user'] ?? given.get('user') ?? 'default'),
    String(headers['x-clickhouse-key'] ?? given.get('password') ?? '')
  ];
}

/** An INSERT whose rows come in the body, with none in the statement. */
const expectsRows = (statement: string) =>
  /^\s*(--.*\n\s*)*INSERT\s+INTO\b/i.test(statement) && /\bFORMAT\s+\w+\s*$/i.test(statement);

export class Double {
  readonly #folder: string;
  readonly #login: [user: string, password: string];
  // Keeps the engine open between requests.
  readonly #root: Session;

  constructor(folder: string, login: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    const [user = 'default', ...password] = login.split(':');
    this.#login = [user, password.join(':')];
    this.#root = new Session(folder);
  }

  /** Runs one statement in a session that ends with it: settings of one request are unknown to the next. */
  async #run(
    statement: string,
    rows: string,
    given: URLSearchParams,
    database: string
  ): Promise<ChdbResult | undefined> {
    const session = new Session(this.#folder);
    try {
      if (database !== 'default') await session.queryAsync(`USE ${name(database)}`);
      const settings = [...given].filter(([key]) => !FOR_HTTP.test(key));
      if (settings.length > 0)
        await session.queryAsync(
          `SET ${settings.map(([key, value]) => `${name(key)} = ${literal(value)}`).join(', ')}`
        );
      const insert = expectsRows(statement);
      // A server takes an insert without rows for what it is; the engine's parser misses the data.
      if (insert && rows.trim() === '') return undefined;
      const text = insert || rows !== '' ? `${statement}\n${rows}` : statement;
      return await session.queryAsync(text, { format: given.get('default_format') ?? 'TabSeparated' });
    } catch (error) {
      throw new Failure(error instanceof Error ? error.message : String(error));
    } finally {
      session.close();
    }
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: given } = new URL(request.url ?? '/', 'http://localhost');
    const isHello = pathname === '/' && request.method === 'GET' && given.size === 0;
    if (pathname === '/ping' || isHello) {
      response.end('Ok.\n');
      return;
    }
    if (pathname !== '/') {
      response.writeHead(404).end(`There is no handle ${pathname}\n`);
      return;
    }
    try {
      // Read to the end also when refused, or the client sees a broken connection and not the reason.
      const body = await read(request);
      const [user, password] = credentials(request, given);
      if (user !== this.#login[0] || password !== this.#login[1]) {
        throw new Failure(
          `Code: 516. DB::Exception: ${user}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)`
        );
      }
      const inUrl = given.get('query') ?? '';
      const statement = inUrl === '' ? body : inUrl;
      if (statement.trim() === '') throw new Failure('Code: 62. DB::Exception: Empty query. (SYNTAX_ERROR)');
      if (request.method === 'GET' && !/^\s*(--.*\n\s*)*(SELECT|WITH|SHOW|DESC|EXISTS|EXPLAIN)/i.test(statement)) {
        throw new Failure(
          'Code: 164. DB::Exception: Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly. (READONLY)'
        );
      }
      const database = String(given.get('database') ?? request.headers['x-clickhouse-database'] ?? 'default');
      const result = await this.#run(statement, inUrl === '' ? '' : body, given, database);
      const rows = String(result?.rowsRead ?? 0);
      const bytes = String(result?.bytesRead ?? 0);
      response.setHeader(
        'x-clickhouse-summary',
        JSON.stringify({
          read_rows: rows,
          read_bytes: bytes,
          written_rows: '0',
          written_bytes: '0',
          total_rows_to_read: '0',
          result_rows: rows,
          result_bytes: bytes,
          elapsed_ns: String(Math.round((result?.elapsed ?? 0) * 1e9))
        })
      );
      response.setHeader('x-clickhouse-query-id', given.get('query_id') ?? randomUUID());
      response.setHeader('x-clickhouse-format', given.get('default_format') ?? 'TabSeparated');
      this.#send(request, response, given, Buffer.from(result?.bytes() ?? []));
    } catch (error) {
      const failure =
        error instanceof Failure ? error : new Failure(`Code: 1000. DB::Exception: ${String(error)} (POCO_EXCEPTION)`);
      response.statusCode = failure.status;
      response.setHeader('x-clickhouse-exception-code', String(failure.code));
      this.#send(request, response, given, Buffer.from(`${failure.message}\n`));
    }
  }

  #send(request: IncomingMessage, response: ServerResponse, given: URLSearchParams, body: Buffer): void {
    const wanted =
      given.get('enable_http_compression') === '1' && String(request.headers['accept-encoding'] ?? '').includes('gzip');
    if (wanted) response.setHeader('content-encoding', 'gzip');
    response.end(wanted ? gzipSync(body) : body);
  }

  close(): void {
    this.#root.close();
  }
}

if (import.meta.main) {
  const [folder, port = '0', login = 'default:'] = process.argv.slice(2);
  if (!folder) throw new Error('Give the folder for its data.');
  const double = new Double(folder, login);
  // ClickHouse takes addresses of a mebibyte (http_max_uri_size); parameters travel in them.
  const server = createServer({ maxHeaderSize: 2 ** 20 }, (request, response) => void double.answer(request, response));
  server.keepAliveTimeout = 60_000;
  server.listen(Number(port), '127.0.0.1', () => {
    const address = server.address();
    console.log(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`);
  });
  process.on('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
    double.close();
    process.exit(0);
  });
}
