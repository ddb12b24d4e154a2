import { test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ask, insertRows } from '#store/warehouse.server.ts';
import calledSql from '#clickhouse/queries/moments/called_improvement.sql?raw';
import { useStores } from './stores.ts';
useStores();
test('x', async () => {
  const ev = (name: string, v: number, properties: object) => ({
    id: randomUUID(),
    source: 'vraag',
    name,
    at: Date.parse('2025-03-01'),
    received_at: Date.now(),
    actor: String(v),
    visitor: String(v),
    properties
  });
  await insertRows(
    'events',
    [
      ev('experiment_viewed', 1, { experiment: 'proef', unit: 'visitor', variation: '1' }),
      ev('improvement_answered', 1, { experiment: 'proef', answer: 'yes' })
    ],
    randomUUID()
  );
  const any = z.record(z.string(), z.unknown());
  console.log(await ask('SELECT * FROM first_exposures', {}, any));
  console.log(await ask('SELECT name, properties, visitor FROM events', {}, any));
  console.log(await ask(calledSql, { experiments: ['proef'] }, any));
});
