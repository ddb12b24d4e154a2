/** The literal, ordered list of migrations of both stores, and how each is applied once. */
import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import events from '#clickhouse/migrations/0001_events.sql?raw';
import organisations from '#clickhouse/migrations/0002_organisations.sql?raw';
import messages from '#clickhouse/migrations/0003_messages.sql?raw';
import adoption from '#clickhouse/migrations/0004_adoption.sql?raw';
import imports from '#clickhouse/migrations/0005_imports.sql?raw';
import exposures from '#clickhouse/migrations/0006_experiments.sql?raw';
import firstExposures from '#clickhouse/migrations/0007_first_exposures.sql?raw';
import ladders from '#clickhouse/migrations/0008_ladders.sql?raw';
import answers from '#clickhouse/migrations/0009_answers.sql?raw';
import motives from '#clickhouse/migrations/0010_motives.sql?raw';
import boundaries from '#clickhouse/migrations/0011_boundaries.sql?raw';
import trials from '#clickhouse/migrations/0012_trials.sql?raw';
import stays from '#clickhouse/migrations/0013_stays.sql?raw';
import first from '#store/register/0000_first.sql?raw';
import experiments from '#store/register/0001_experiments.sql?raw';
import motiveTables from '#store/register/0002_motives.sql?raw';
import interventionTables from '#store/register/0003_interventions.sql?raw';
import firstTables from '#store/register/0004_firsts.sql?raw';
import { ask, run } from '#store/warehouse.server.ts';

const WAREHOUSE: readonly (readonly [name: string, text: string])[] = [
  ['0001_events', events],
  ['0002_organisations', organisations],
  ['0003_messages', messages],
  ['0004_adoption', adoption],
  ['0005_imports', imports],
  ['0006_experiments', exposures],
  ['0007_first_exposures', firstExposures],
  ['0008_ladders', ladders],
  ['0009_answers', answers],
  ['0010_motives', motives],
  ['0011_boundaries', boundaries],
  ['0012_trials', trials],
  ['0013_stays', stays]
];

const REGISTER: readonly (readonly [name: string, text: string])[] = [
  ['0000_first', first],
  ['0001_experiments', experiments],
  ['0002_motives', motiveTables],
  ['0003_interventions', interventionTables],
  ['0004_firsts', firstTables]
];

/** Words in a migration that differ between one machine and a cluster. */
export function engineWords(cluster: string | undefined): Record<string, string> {
  return {
    on_cluster: cluster ? `ON CLUSTER '${cluster}'` : '',
    replicated: cluster ? 'Replicated' : '',
    deduplication_window: cluster ? 'replicated_deduplication_window' : 'non_replicated_deduplication_window'
  };
}

/** Cuts a migration into statements and fills in the engine words; a word that is not known is an error. */
export function statements(text: string, words: Record<string, string>): string[] {
  return text
    .replace(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) =>
      statement.trim().replace(/\{\{(\w+)\}\}/g, (_, word: string) => {
        const value = words[word];
        if (value === undefined) throw new Error(`Unknown word {{${word}}} in a migration`);
        return value;
      })
    )
    .filter((statement) => statement !== '');
}

/** Brings the warehouse up to date; the caller holds the lock, see store.server.ts. */
export async function migrateWarehouse(cluster: string | undefined): Promise<string[]> {
  const words = engineWords(cluster);
  await run(
    `CREATE TABLE IF NOT EXISTS migrations ${words['on_cluster']} (name String, applied_at DateTime DEFAULT now())
     ENGINE = ${words['replicated']}MergeTree ORDER BY name`
  );
  const rows = await ask('SELECT name FROM migrations', {}, z.object({ name: z.string() }));
  const applied = new Set(rows.map((row) => row.name));
  const fresh: string[] = [];
  for (const [name, text] of WAREHOUSE) {
    if (applied.has(name)) continue;
    // A crash halfway leaves the first statements behind: each is repeatable, so applying the file again completes it.
    try {
      for (const statement of statements(text, words)) {
        await run(statement.replace(/^CREATE (TABLE|MATERIALIZED VIEW|VIEW) /, 'CREATE $1 IF NOT EXISTS '));
      }
    } catch (error) {
      throw new Error(`Migration ${name} of the warehouse failed: ${String(error)}`, { cause: error });
    }
    await run('INSERT INTO migrations (name) VALUES ({name:String})', { name });
    fresh.push(name);
  }
  return fresh;
}

/** Brings the register up to date, all in one transaction, so that it is whole or untouched. */
export async function migrateRegister<T extends PgQueryResultHKT>(database: PgDatabase<T>): Promise<string[]> {
  const fresh: string[] = [];
  // PostgreSQL's own "if not exists" can still collide between two processes that start at once; the lock is what decides.
  await database.transaction(async (transaction) => {
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await transaction.execute(
      sql`CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`
    );
    for (const [name, text] of REGISTER) {
      const inserted = await transaction.execute(
        sql`INSERT INTO migrations (name) VALUES (${name}) ON CONFLICT DO NOTHING RETURNING name`
      );
      if ((inserted as unknown as { rows: unknown[] }).rows.length === 0) continue;
      for (const statement of text.split('--> statement-breakpoint')) await transaction.execute(sql.raw(statement));
      fresh.push(name);
    }
  });
  return fresh;
}

/** Any number will do, as long as every process uses the same one. */
export const MIGRATION_LOCK = 4_627_206;
