/** The one place where environment variables are read and checked; the app refuses to start on a wrong value. */
import { z } from 'zod';

const url = (...protocols: string[]) =>
  z.url({
    protocol: new RegExp(`^(${protocols.join('|')})$`),
    error: `must be a URL with ${protocols.join(' or ')}://`
  });

/** How mail goes out; unknown options are refused, because a misspelt one would send in the clear. */
const Smtp = url('smtp', 'smtps').transform((text, context): Omit<MailServer, 'from'> => {
  const { protocol, hostname, port, username, password, searchParams, pathname } = new URL(text);
  const wrong = (message: string) => context.addIssue({ code: 'custom', message });
  if (hostname === '') wrong('must name a server');
  if (pathname.length > 1) wrong('must have no path');
  if (username === '' && password !== '') wrong('must have a user with the password');
  let signs = ['', ''];
  try {
    signs = [decodeURIComponent(username), decodeURIComponent(password)];
  } catch {
    wrong('must have user and password percent-encoded');
  }
  const options = Object.fromEntries(searchParams);
  const { starttls = username === '' ? 'offered' : 'required', timeout = '30', ...unknown } = options;
  for (const name of Object.keys(unknown)) wrong(`has an unknown option ${name}; there are starttls and timeout`);
  if (!isStarttls(starttls)) wrong('option starttls must be required, offered or never');
  if (options['starttls'] && protocol === 'smtps:')
    wrong('option starttls goes with smtp://, smtps:// has TLS from the start');
  if (!/^[1-9]\d?$|^1[01]\d$|^120$/.test(timeout)) wrong('option timeout must be 1 to 120 seconds');
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'smtps:' ? 465 : 587) : Number(port),
    secure: protocol === 'smtps:',
    starttls: isStarttls(starttls) ? starttls : 'required',
    login: username === '' ? undefined : { user: signs[0]!, password: signs[1]! },
    timeout: Number(timeout)
  };
});

/** `name@host`, or `Name <name@host>`. */
const Sender = z.string().transform((text, context): MailServer['from'] => {
  const [, name = '', address = text] = /^\s*"?([^"<>\r\n]*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  const parsed = z.email().safeParse(address.trim());
  if (!parsed.success)
    context.addIssue({
      code: 'custom',
      message: 'must be an e-mail address, or a name with one: Hoera <hoera@example.nl>'
    });
  return { name: name.trim() || 'Hoera', address: parsed.data ?? '' };
});

const HostName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$|^[0-9a-f:]{2,39}$/);
const Hosts = z.string().transform((text, context): string[] => {
  const hosts = text.split(',').map((host) => host.trim().toLowerCase());
  if (!z.array(HostName).safeParse(hosts).success)
    context.addIssue({
      code: 'custom',
      message: 'must be names of hosts with commas between them, without https:// or port'
    });
  return hosts;
});

const Variables = z
  .object({
    PORT: z.coerce.number('must be a port number').int().min(1).max(65535).default(3000),
    HOST: z.string().min(1).default('127.0.0.1'),
    ORIGIN: url('http', 'https').optional(),
    HOERA_DATA: z.string().min(1).default('./data'),
    CLICKHOUSE_URL: url('http', 'https').optional(),
    DATABASE_URL: url('postgres', 'postgresql').optional(),
    HOERA_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    HOERA_EXAMPLE: z.enum(['0', '1'], 'must be 0 or 1').default('1'),
    HOERA_ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
    HOERA_ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional(),
    HOERA_SMTP_URL: Smtp.optional(),
    HOERA_MAIL_FROM: Sender.optional(),
    HOERA_WEBHOOK_HOSTS: Hosts.optional()
  })
  .refine((v) => (v.HOERA_ADMIN_EMAIL === undefined) === (v.HOERA_ADMIN_PASSWORD === undefined), {
    path: ['HOERA_ADMIN_EMAIL'],
    message: 'goes together with HOERA_ADMIN_PASSWORD'
  })
  .refine((v) => (v.HOERA_SMTP_URL === undefined) === (v.HOERA_MAIL_FROM === undefined), {
    path: ['HOERA_SMTP_URL'],
    message: 'goes together with HOERA_MAIL_FROM'
  });

const isStarttls = (word: string): word is MailServer['starttls'] => ['required', 'offered', 'never'].includes(word);

/** The server that takes our mail, and in whose name it goes. */
export interface MailServer {
  host: string;
  port: number;
  /** TLS from the start; else `starttls` says whether the connection must, may or does not become one. */
  secure: boolean;
  starttls: 'required' | 'offered' | 'never';
  login: { user: string; password: string } | undefined;
  /** Seconds of silence after which it counts as gone. */
  timeout: number;
  from: { name: string; address: string };
}

export interface Environment {
  port: number;
  host: string;
  /** Public address, where a proxy stands in front; else http://host:port. */
  origin: string;
  /** Folder of the embedded stores, the journal, uploads and the generated secret. */
  data: string;
  clickhouseUrl: string | undefined;
  databaseUrl: string | undefined;
  secret: string | undefined;
  example: boolean;
  firstAdministrator: { email: string; password: string } | undefined;
  /** Undefined where no mail is sent. */
  mail: MailServer | undefined;
  /** Hosts of webhooks that may be in the organisation's own network. */
  webhookHosts: readonly string[];
}

/** Names every wrong variable with its reason; never repeats a value, because it may be a secret. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

/**
 * Parses variables into an Environment.
 * @throws EnvironmentError with one line for each wrong variable
 */
export function parseEnvironment(variables: Record<string, string | undefined>): Environment {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== '')
  );
  const parsed = Variables.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new EnvironmentError(`Wrong configuration, Hoera does not start:\n${lines.join('\n')}`);
  }
  const v = parsed.data;
  return {
    port: v.PORT,
    host: v.HOST,
    origin: v.ORIGIN ?? `http://${v.HOST === '0.0.0.0' ? 'localhost' : v.HOST}:${v.PORT}`,
    data: v.HOERA_DATA,
    clickhouseUrl: v.CLICKHOUSE_URL,
    databaseUrl: v.DATABASE_URL,
    secret: v.HOERA_SECRET,
    example: v.HOERA_EXAMPLE === '1',
    firstAdministrator:
      v.HOERA_ADMIN_EMAIL && v.HOERA_ADMIN_PASSWORD
        ? { email: v.HOERA_ADMIN_EMAIL, password: v.HOERA_ADMIN_PASSWORD }
        : undefined,
    mail: v.HOERA_SMTP_URL && v.HOERA_MAIL_FROM ? { ...v.HOERA_SMTP_URL, from: v.HOERA_MAIL_FROM } : undefined,
    webhookHosts: v.HOERA_WEBHOOK_HOSTS ?? []
  };
}

let known: Environment | undefined;

/** The process's own environment, parsed once. */
export function environment(): Environment {
  return (known ??= parseEnvironment(process.env));
}
