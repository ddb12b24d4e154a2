/** Events as lines of JSON, a page at a time, so that an export of any size needs little memory. */
import { z } from 'zod';
import exportSql from '#clickhouse/queries/events/export.sql?raw';
import { askText } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';
import type { Period } from '#time/period.ts';

const PAGE = 10_000;
const Last = z.object({ actor: z.string(), at: z.string(), id: z.string() });

/** Yields text of whole lines, ordered by actor, time and id. Holds pseudonyms only. */
export async function* lines(period: Period): AsyncGenerator<string> {
  let after = { actor: 0n, at: 0, id: '00000000-0000-0000-0000-000000000000' };
  for (;;) {
    const text = await askText(
      exportSql,
      { since: startOf(period.from), until: startOf(addDays(period.to, 1)), ...after, most: PAGE },
      'JSONEachRow',
      { memory: 4e9, seconds: 60 }
    );
    if (text === '') return;
    yield text;
    const rows = text.trimEnd().split('\n');
    if (rows.length < PAGE) return;
    const last = Last.parse(JSON.parse(rows.at(-1)!));
    after = { actor: BigInt(last.actor), at: Date.parse(last.at), id: last.id };
  }
}
