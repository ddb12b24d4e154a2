/** The register: accounts, sites, imports, funnels. PostgreSQL, embedded (PGlite) or a server, behind one Drizzle schema. */
import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { PgBoss } from 'pg-boss';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { environment } from '#environment.ts';
import { MIGRATION_LOCK } from '#store/migrations.server.ts';

export type Register = PgDatabase<PgQueryResultHKT, Record<string, never>>;
export type Transaction = Parameters<Parameters<Register['transaction']>[0]>[0];

interface Opened {
  database: Register;
  close: () => Promise<void>;
  /** Runs a deed while no other process runs one under the same lock. */
  alone: <T>(deed: () => Promise<T>) => Promise<T>;
  /** How the job queue reaches this database. */
  queue: () => Promise<ConstructorParameters<typeof PgBoss>[0]>;
}

let open: Promise<Opened> | undefined;

/**
 * Keeps V8 from optimising the embedded register's WebAssembly: of all its functions only number 0, which there is not. Soon
 * after the first questions it would begin with the interpreter of PostgreSQL's expressions: one function, which takes 2.2
 * seconds of a core and 600 MB, and which a process that ends has to wait for. Long questions take a tenth longer without.
 */
const AS_COMPILED = '--wasm-tier-up-filter=0';

const MAKE =
  "const { PGlite } = await import('@electric-sql/pglite'); await (await PGlite.create(process.argv[1])).close();";

/** Makes an empty embedded register. In a process that ends: making one takes 200 MB that is never given back. */
async function initialise(path: string): Promise<void> {
  mkdirSync(path, { recursive: true });
  await promisify(execFile)(process.execPath, [AS_COMPILED, '--input-type=module', '--eval', MAKE, path]);
}

async function connect(): Promise<Opened> {
  const { databaseUrl, data } = environment();
  if (databaseUrl) {
    const { Pool } = (await import('pg')).default;
    const { drizzle } = await import('drizzle-orm/node-postgres');
    const pool = new Pool({ connectionString: databaseUrl, max: 8, application_name: 'hoera' });
    // An idle connection that the server ends is replaced by the pool; without a listener it would end the process.
    pool.on('error', (error) => console.error(`register: ${error.message}`));
    return {
      database: drizzle(pool) as unknown as Register,
      close: () => pool.end(),
      alone: async (deed) => {
        // A lock belongs to a connection, so this one is held until the deed is done.
        const client = await pool.connect();
        try {
          await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK + 1]);
          return await deed();
        } finally {
          // Ended and not given back: the lock goes with the connection, also when that is broken.
          client.release(true);
        }
      },
      queue: () => Promise.resolve({ connectionString: databaseUrl, max: 2, application_name: 'hoera jobs' })
    };
  }
  setFlagsFromString(AS_COMPILED);
  const { PGlite } = await import('@electric-sql/pglite');
  const { drizzle } = await import('drizzle-orm/pglite');
  const path = join(resolve(data), 'register');
  if (!existsSync(join(path, 'PG_VERSION'))) await initialise(path);
  // Of its usual 128 MB of buffers every page is touched at the start: half a second and 120 MB, for a register of a few MB.
  const engine = await PGlite.create(path, {
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB']
  });
  // The data directory's lock already keeps every other process out.
  return {
    database: drizzle(engine) as unknown as Register,
    close: () => engine.close(),
    alone: (deed) => deed(),
    queue: async () => {
      const { fromPglite } = await import('pg-boss');
      return { db: fromPglite(engine), backend: 'pglite' };
    }
  };
}

function opened(): Promise<Opened> {
  return (open ??= connect());
}

export async function register(): Promise<Register> {
  return (await opened()).database;
}

export async function alone<T>(deed: () => Promise<T>): Promise<T> {
  return (await opened()).alone(deed);
}

/** Whether something is what was kept as JSON: there keys stand in another order, and those without a value are left out. */
export const isKept = (kept: unknown, now: unknown): boolean =>
  isDeepStrictEqual(kept, JSON.parse(JSON.stringify(now)));

/** A queue of jobs on the register, in a schema of its own; not started. */
export async function queue(): Promise<PgBoss> {
  const [{ PgBoss: Queue }, { queue: options }] = await Promise.all([import('pg-boss'), opened()]);
  return new Queue({ ...(await options()), schema: 'jobs' } as ConstructorParameters<typeof PgBoss>[0]);
}

export async function closeRegister(): Promise<void> {
  const closing = open;
  open = undefined;
  if (closing) await (await closing).close();
}

/** One round trip, to see that the register answers. */
export async function pingRegister(): Promise<void> {
  await (await register()).execute(sql`SELECT 1`);
}
