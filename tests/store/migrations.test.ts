import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { engineWords, migrateRegister, migrateWarehouse, statements } from '#store/migrations.server.ts';
import { register } from '#store/register.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';

const files = readdirSync('clickhouse/migrations').sort();

describe('on open stores', () => {
  useStores();

  test('every migration was applied once, in order, and again changes nothing', async () => {
    const applied = () => ask('SELECT name FROM migrations ORDER BY name', {}, z.object({ name: z.string() }));
    expect((await applied()).map(({ name }) => `${name}.sql`)).toEqual(files);
    const again = await Promise.all([migrateWarehouse(undefined), migrateWarehouse(undefined)]);
    expect(again).toEqual([[], []]);
    expect(await applied()).toHaveLength(files.length);
  });

  test('the register too, also when many come at once', async () => {
    const database = await register();
    expect(await Promise.all([1, 2, 3].map(() => migrateRegister(database)))).toEqual([[], [], []]);
    const { rows } = (await database.execute(sql`SELECT name FROM migrations`)) as unknown as { rows: unknown[] };
    expect(rows).toEqual([
      { name: '0000_first' },
      { name: '0001_experiments' },
      { name: '0002_motives' },
      { name: '0003_interventions' },
      { name: '0004_firsts' }
    ]);
  });
});

describe('as text', () => {
  const text = (cluster: string | undefined) =>
    files.flatMap((file) => statements(readFileSync(`clickhouse/migrations/${file}`, 'utf8'), engineWords(cluster)));

  test('on one machine no word of a cluster is left', () => {
    expect(text(undefined).join('\n')).not.toMatch(/\{\{|ON CLUSTER|Replicated/);
  });

  test('on a cluster every table is made everywhere, with an engine that replicates', () => {
    for (const statement of text('main')) {
      // What is filled in once goes where it is run, and from there to the replicas.
      if (statement.startsWith('INSERT INTO ')) continue;
      // Until it is gone everywhere, its name is taken.
      if (statement.startsWith('DROP TABLE')) {
        expect(statement).toMatch(/^DROP TABLE IF EXISTS \w+ ON CLUSTER 'main' SYNC$/);
        continue;
      }
      expect(statement).toMatch(/^(CREATE (TABLE|MATERIALIZED VIEW|VIEW)|ALTER TABLE) \w+ ON CLUSTER 'main'/);
      if (statement.startsWith('CREATE TABLE')) expect(statement).toMatch(/ENGINE = Replicated\w*MergeTree/);
      expect(statement).not.toMatch(/non_replicated/);
    }
  });

  test('a word that nobody knows is an error', () => {
    expect(() => statements('SELECT {{what}}', engineWords(undefined))).toThrow('{{what}}');
  });
});
