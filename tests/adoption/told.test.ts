/** Up to when the sources tell of use, and what is held back beyond it: rules by hand, and the engine over files of their own. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { retention, stickiness } from '#adoption/retentions.server.ts';
import { measure } from '#adoption/standards.server.ts';
import { toldUntil } from '#adoption/told.ts';
import { messagesUntil } from '#adoption/told.server.ts';
import { askTrends } from '#adoption/trends-question.ts';
import { designEffect } from '#statistics/funnel-plot.ts';
import { wilson } from '#statistics/proportion.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';

useStores();

const TODAY = '2026-07-06';

describe('the day up to which sources tell', () => {
  test('is that of the last one in, and not of one that ended long ago', () => {
    expect(toldUntil([])).toBeUndefined();
    expect(toldUntil(['2026-06-30', '2026-05-31'])).toBe('2026-05-31');
    expect(toldUntil(['2026-06-30', '2026-01-31'])).toBe('2026-06-30');
  });
});

const sent = (source: string, organisation: number, day: string, more: object = {}) => ({
  id: randomUUID(),
  source,
  organisation: String(organisation),
  process: 'Subsidie',
  direction: 'to_authority',
  channel: 'berichtenbox',
  sent_at: Date.parse(`${day}T10:00:00Z`),
  imported_at: Date.parse('2026-07-05T10:00:00Z'),
  import_id: source,
  ...more
});

describe('what is not in yet', () => {
  beforeEach(async () => {
    for (const table of ['events', 'messages', 'journeys']) await run(`TRUNCATE TABLE ${table}`);
  });

  test('is no use and no paper: months, weeks and shares end where the files do', async () => {
    const box = Array.from({ length: 12 }, (_, one) => sent('bvb', one + 1, '2026-03-10'));
    const april = Array.from({ length: 12 }, (_, one) => sent('bvb', one + 1, '2026-04-27'));
    const paper = Array.from({ length: 12 }, (_, one) => sent('dis', one + 1, '2026-03-31', { channel: 'paper' }));
    await insertRows('messages', [...box, ...april, ...paper], randomUUID());
    // Three days without anything are no gap.
    expect([await messagesUntil('box'), await messagesUntil('all')]).toEqual(['2026-04-30', '2026-04-03']);
    const period = 'view=retention&per=month&from=2026-03-01&to=2026-06-30';
    const cohorts = await retention(askTrends(new URLSearchParams(period), TODAY), TODAY);
    expect(cohorts?.cohorts.map(({ start }) => start)).toEqual(['2026-03-01', '2026-04-01']);
    const months = await stickiness(askTrends(new URLSearchParams(period), TODAY), TODAY);
    // The last week of April ends in May.
    expect(months.map(({ month }) => month)).toEqual(['2026-03-01']);
    const [digital] = await measure({ from: '2026-03-01', to: '2026-06-30' }, 'digital', TODAY);
    expect(digital!.months.map(({ why }) => why)).toEqual([undefined, 'early', 'early', 'early']);
    // A file that came on the day itself does not tell of all of it; invented ones tell of everything.
    await run('TRUNCATE TABLE messages');
    await insertRows(
      'messages',
      [
        sent('bvb', 1, '2026-03-31', { imported_at: Date.parse('2026-03-31T12:00:00Z') }),
        sent('voorbeeld', 1, '2026-01-31', { example: true })
      ],
      randomUUID()
    );
    expect(await messagesUntil('box')).toBe('2026-03-30');
  });

  test('of items of a few organisations the interval is that of fewer items', async () => {
    // Ten organisations of four items each, half of which send all through the box.
    const items = Array.from({ length: 40 }, (_, one) =>
      sent('bvb', 1 + (one % 10), '2026-03-10', { channel: one % 10 < 5 ? 'berichtenbox' : 'email' })
    );
    await insertRows('messages', [...items, sent('bvb', 99, '2026-04-30')], randomUUID());
    const [digital] = await measure({ from: '2026-03-01', to: '2026-03-31' }, 'digital', TODAY);
    // Oracle: forty items in tens of four that are all alike count as forty over the design effect.
    const design = designEffect([{ n: 40, count: 20, clusters: 10, nn: 160, cc: 80, nc: 80 }]);
    expect(digital!.last).toMatchObject({ n: 40, value: wilson(20 / design, 40 / design) });
  });
});
