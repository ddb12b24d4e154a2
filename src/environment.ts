/** The one place where environment variables are read and checked; the app refuses to start on a wrong value. */
import { z } from 'zod';

const url = (...protocols: string[]) =>
  z.url({
    protocol: new RegExp(`^(${protocols.join('|')})$`),
    error: `must be a URL with ${protocols.join(' or ')}://`
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
    HOERA_ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional()
  })
  .refine((v) => (v.HOERA_ADMIN_EMAIL === undefined) === (v.HOERA_ADMIN_PASSWORD === undefined), {
    path: ['HOERA_ADMIN_EMAIL'],
    message: 'goes together with HOERA_ADMIN_PASSWORD'
  });

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
        : undefined
  };
}

let known: Environment | undefined;

/** The process's own environment, parsed once. */
export function environment(): Environment {
  return (known ??= parseEnvironment(process.env));
}
