/** The history: ClickHouse, embedded (chDB) or a server, behind one client with a pool and limits per query. */
import { createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { formatQueryParams, parseError } from '@clickhouse/client-common';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { z } from 'zod';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';

/** What one query may use; the engine stops it beyond. */
export interface Limits {
  /** Seconds. */
  seconds: number;
  /** Bytes. */
  memory: number;
  /** Bytes that a sort or aggregation keeps in memory; what does not fit goes over the disk, slower, instead of failing. */
  sorting: number;
  threads: number;
}

const READ: Limits = { seconds: 20, memory: 2_000_000_000, sorting: 400_000_000, threads: 2 };
const BULK: Limits = { ...READ, seconds: 3600, memory: 8_000_000_000 };

/** Rows that become one block and so one unit of deduplication. */
const BLOCK = 1_048_576;

type Values = Record<string, unknown>;

// One chDB connection runs one query at a time, so a slow question must not hold up a quick one; writers stand apart
// because inserts carry session settings (deduplication tokens) that reads must not inherit.
const SIZES = { read: 4, write: 2 };

/** One connection, and the two things in which the embedded engine and a server are not addressed alike. */
interface Connection {
  client: ClickHouseClient;
  /** How parameters and settings travel with a question. */
  put: (
    sql: string,
    parameters: Values,
    settings: ClickHouseSettings
  ) => { query: string; query_params?: Values; clickhouse_settings?: ClickHouseSettings };
  /** Inserts NDJSON text as it is, without reading it here. */
  insert: (table: string, lines: Buffer, settings: Record<string, string | number>) => Promise<void>;
}

class Pool {
  readonly #make: () => Connection;
  readonly #size: number;
  readonly #all: Connection[] = [];
  readonly #free: Connection[] = [];
  readonly #waiting: ((connection: Connection) => void)[] = [];

  constructor(make: () => Connection, size: number) {
    this.#make = make;
    this.#size = size;
  }

  async use<T>(deed: (connection: Connection) => Promise<T>): Promise<T> {
    let connection = this.#free.pop();
    if (!connection && this.#all.length < this.#size) {
      connection = this.#make();
      this.#all.push(connection);
    }
    connection ??= await new Promise<Connection>((resolve) => this.#waiting.push(resolve));
    try {
      return await deed(connection);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#free.push(connection);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map(({ client }) => client.close()));
  }
}

interface Warehouse {
  read: Pool;
  write: Pool;
}

let open: Promise<Warehouse> | undefined;

function server(url: string): Connection {
  const client = createClient({
    url,
    application: 'hoera',
    compression: { request: true, response: true },
    max_open_connections: 1,
    // Longer than any limit above, so that the engine's own clear error arrives first.
    request_timeout: (BULK.seconds + 60) * 1000
  });
  return {
    client,
    put: (query, parameters, settings) => ({ query, query_params: parameters, clickhouse_settings: settings }),
    insert: async (table, lines, settings) => {
      // exec and not insert: ready text as it is, where insert encodes row by row, which costs as much as the engine's work.
      const { stream } = await client.exec({
        query: `INSERT INTO ${table} FORMAT JSONEachRow`,
        values: Readable.from([lines], { objectMode: false }),
        clickhouse_settings: settings
      });
      await finished(stream.resume());
    }
  };
}

async function embedded(path: string): Promise<() => Connection> {
  // Loaded here, not at the top: the engine is 500 MB, and a process that only builds or talks to a server does not need it.
  const { createChdbConnection } = await import('chdb/connection');
  mkdirSync(path, { recursive: true });
  return () => {
    const connection = createChdbConnection({ path });
    return {
      // The client carries its own copy of this interface's types, a version apart from chDB's.
      client: createClient({
        connection: connection as unknown as NonNullable<Parameters<typeof createClient>[0]>['connection']
      }),
      // As settings of the session: bound the usual way, chDB 3.4 runs parameterised queries one at a time for the whole
      // process, so that one slow question holds up every other. In one statement: each SET of its own takes 0.1 ms.
      put: (sql, parameters, settings) => {
        const bound = Object.entries(parameters).map(([name, value]): [string, string] => [
          `param_${name}`,
          // Settles as a quoted literal, in which a backslash begins something.
          formatQueryParams({ value: value as never }).replaceAll('\\', '\\\\')
        ]);
        const all = [...Object.entries(settings), ...bound].map(
          ([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'`
        );
        return { query: `SET ${all.join(', ')}; ${sql}` };
      },
      // Bytes go to the engine uncopied; as text in a statement they would hold up this thread for a second per 100 MB.
      insert: async (table, lines, settings) => {
        await connection.chdb
          .rawInsert({ table, values: lines, format: 'JSONEachRow', settings })
          .catch((error: unknown) => {
            throw parseError(error instanceof Error ? error.message : String(error));
          });
      }
    };
  };
}

async function connect(): Promise<Warehouse> {
  const { clickhouseUrl, data } = environment();
  const make = clickhouseUrl ? () => server(clickhouseUrl) : await embedded(resolve(data, 'warehouse'));
  return { read: new Pool(make, SIZES.read), write: new Pool(make, SIZES.write) };
}

function warehouse(): Promise<Warehouse> {
  return (open ??= connect());
}

function settings(limits: Limits): ClickHouseSettings {
  return {
    max_execution_time: limits.seconds,
    max_memory_usage: String(limits.memory),
    max_bytes_before_external_sort: String(limits.sorting),
    max_bytes_before_external_group_by: String(limits.sorting),
    max_threads: limits.threads
  };
}

/** Engine limits become a sentence for a person; every other error stays as it is, for the log. */
function explain(error: unknown): never {
  const type = (error as { type?: string }).type;
  if (type === 'TIMEOUT_EXCEEDED' || type === 'MEMORY_LIMIT_EXCEEDED') {
    throw new Refusal(
      'question_too_wide',
      'Deze vraag is te groot om te beantwoorden. Kies een kortere periode, een deel van de organisaties of minder stappen.',
      {
        status: 422
      }
    );
  }
  throw error;
}

async function query(
  sql: string,
  parameters: Values,
  format: 'JSONEachRow' | 'CSVWithNames',
  limits: Partial<Limits>
): Promise<string> {
  const pools = await warehouse();
  return pools.read
    .use(async (connection) => {
      const result = await connection.client.query({
        ...connection.put(sql, parameters, settings({ ...READ, ...limits })),
        format
      });
      return result.text();
    })
    .catch(explain);
}

/**
 * Asks one question; each row is checked by `row`.
 * @throws Refusal question_too_wide when the engine's time or memory limit is reached
 */
export async function ask<T>(
  sql: string,
  parameters: Values,
  row: z.ZodType<T>,
  limits: Partial<Limits> = {}
): Promise<T[]> {
  const text = await query(sql, parameters, 'JSONEachRow', limits);
  if (text === '') return [];
  return text
    .trimEnd()
    .split('\n')
    .map((line) => row.parse(JSON.parse(line)));
}

/** Answers as text in a format of the engine (NDJSON, CSV), for export; the caller bounds the rows. */
export function askText(
  sql: string,
  parameters: Values,
  format: 'JSONEachRow' | 'CSVWithNames',
  limits: Partial<Limits> = {}
): Promise<string> {
  return query(sql, parameters, format, limits);
}

/** Runs a statement that returns nothing: DDL, INSERT … SELECT, deletes. */
export async function run(
  sql: string,
  parameters: Values = {},
  limits: Partial<Limits> = {},
  extra: ClickHouseSettings = {}
): Promise<void> {
  const pools = await warehouse();
  await pools.write.use((connection) =>
    connection.client.command(
      connection.put(sql, parameters, {
        ...settings({ ...BULK, ...limits }),
        insert_deduplication_token: '',
        // Without a token alike is not the same: what was removed and is put back would be dropped as a repetition.
        insert_deduplicate: 0,
        ...extra
      })
    )
  );
}

/**
 * Inserts text that already is NDJSON; moments (DateTime64) are milliseconds since 1970, hours (DateTime) seconds, days
 * yyyy-mm-dd.
 * @param token the same token inserts once, however often it is replayed
 */
export async function insertLines(table: string, lines: string | Buffer, token: string): Promise<void> {
  if (lines.length === 0) return;
  const pools = await warehouse();
  const bytes = typeof lines === 'string' ? Buffer.from(lines) : lines;
  await pools.write.use((connection) =>
    connection.insert(table, bytes, {
      max_execution_time: BULK.seconds,
      max_memory_usage: String(BULK.memory),
      insert_deduplicate: 1,
      insert_deduplication_token: token,
      deduplicate_blocks_in_dependent_materialized_views: 1,
      // One token guards one block; parallel parsing would cut the text at places that differ between runs.
      input_format_parallel_parsing: 0,
      max_insert_block_size: String(BLOCK),
      date_time_input_format: 'basic'
    })
  );
}

/** Inserts values (few); see insertLines for many. */
export async function insertRows(table: string, rows: readonly object[], token: string): Promise<void> {
  await insertLines(table, rows.map((row) => JSON.stringify(row)).join('\n'), token);
}

export async function closeWarehouse(): Promise<void> {
  const closing = open;
  open = undefined;
  if (!closing) return;
  const pools = await closing;
  await pools.read.close();
  await pools.write.close();
}
