/** Databases of their own on the servers that DATABASE_URL and CLICKHOUSE_URL name, so that no two test files meet. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** What the app is told in the environment; a store without a server stays embedded. */
export interface Addresses {
  DATABASE_URL?: string;
  CLICKHOUSE_URL?: string;
}

/** Runs one statement on the server's own database. */
async function postgres(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function clickhouse(statement: string): Promise<void> {
  const url = new URL(process.env['CLICKHOUSE_URL'] ?? '');
  const headers = {
    'x-clickhouse-user': decodeURIComponent(url.username) || 'default',
    'x-clickhouse-key': decodeURIComponent(url.password)
  };
  const response = await fetch(url.origin, { method: 'POST', headers, body: statement });
  if (!response.ok) throw new Error(`${statement}: ${await response.text()}`);
}

/** The name of the database in an address of either server. */
export const databaseIn = (address: string): string => new URL(address).pathname.slice(1);

function addressOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/**
 * Makes a database on each server that the environment names.
 * @param template a PostgreSQL database to copy
 */
export async function inNewDatabases(prefix: string, template?: string): Promise<Addresses> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  const made: Addresses = {};
  const { DATABASE_URL, CLICKHOUSE_URL } = process.env;
  if (DATABASE_URL) {
    await postgres(`CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`);
    made.DATABASE_URL = addressOf(DATABASE_URL, name);
  }
  if (CLICKHOUSE_URL) {
    await clickhouse(`CREATE DATABASE ${name}`);
    made.CLICKHOUSE_URL = addressOf(CLICKHOUSE_URL, name);
  }
  return made;
}

/** Removes what inNewDatabases made; call it while the environment still names the servers. */
export async function dropDatabase(made: Addresses): Promise<void> {
  if (made.DATABASE_URL) await postgres(`DROP DATABASE IF EXISTS ${databaseIn(made.DATABASE_URL)} WITH (FORCE)`);
  if (made.CLICKHOUSE_URL) await clickhouse(`DROP DATABASE IF EXISTS ${databaseIn(made.CLICKHOUSE_URL)}`);
}
