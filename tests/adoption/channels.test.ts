/** Shares of channels, and what shifted between them: by hand, and out of the warehouse. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { askChannels } from '#adoption/channel-question.ts';
import {
  digitalShare,
  endOf,
  firmer,
  monthsIn,
  NOTHING,
  saved,
  shiftOf,
  total,
  type Baseline,
  type Items,
  type MonthOfProcess
} from '#adoption/channels.ts';
import { baseline, channels, choices, keepBaseline } from '#adoption/channels.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import { CHANNELS } from '#events/message.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const WHOLE = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01'];
const of = (month: string, process: string, items: Partial<Items>) => ({ ...NOTHING, month, process, ...items });
/** Of the first three of some months. */
const first = (months: readonly MonthOfProcess[]): Baseline => ({
  since: WHOLE[0]!,
  parts: months
    .filter(({ month }) => month < WHOLE[3]!)
    .map(({ month: _, ...part }) => ({ ...part, authority: '', team: '' }))
});
/** As shiftOf, with the first three months as the baseline. */
const shifted = (months: readonly MonthOfProcess[], whole: readonly string[] = WHOLE) =>
  shiftOf(first(months), months, whole);

describe('what shifted', () => {
  test('is the difference with the division of the baseline, process by process, in whichever months are asked about', () => {
    const months = [
      // Ten of twenty on paper; then four of forty, where twenty would have been.
      of(WHOLE[0]!, 'Subsidie', { paper: 10, berichtenbox: 10 }),
      of(WHOLE[3]!, 'Subsidie', { paper: 4, berichtenbox: 36 }),
      // Grew, and was digital all along: nothing shifted.
      of(WHOLE[1]!, 'Melding', { berichtenbox: 10 }),
      of(WHOLE[4]!, 'Melding', { berichtenbox: 500 }),
      // Hardly there at first: nothing to compare with.
      of(WHOLE[2]!, 'Vergunning', { paper: 9 }),
      of(WHOLE[3]!, 'Vergunning', { paper: 30 })
    ];
    const shift = shifted(months);
    expect(shift).toEqual({
      baseline: WHOLE.slice(0, 3),
      actual: { berichtenbox: 536, portal: 0, email: 0, paper: 4 },
      expected: { berichtenbox: 520, portal: 0, email: 0, paper: 20 },
      leftOut: 30
    });
    // Sixteen items less on paper and more in the box.
    expect(saved(shift!, { paper: 2, berichtenbox: 0.5 })).toBe(24);
    expect(saved(shift!, { paper: 0.5, berichtenbox: 2 })).toBe(-24);
    expect(saved(shift!, { paper: 2 })).toBeUndefined();
    // A month alone, and together with one of the baseline, is compared with the same.
    const april = { berichtenbox: 36, portal: 0, email: 0, paper: 4 };
    for (const whole of [[WHOLE[3]!], [WHOLE[2]!, WHOLE[3]!]])
      expect(shifted(months, whole)).toMatchObject({ baseline: WHOLE.slice(0, 3), actual: april });
    const parts = [shifted(months, [WHOLE[3]!]), shifted(months, [WHOLE[4]!])];
    expect(parts.reduce((sum, one) => sum + saved(one!, { paper: 2, berichtenbox: 0.5 })!, 0)).toBe(24);
  });

  test('moves items and makes none; and is nothing where every month is divided alike', () => {
    const items = fc.record({
      berichtenbox: fc.nat(50),
      portal: fc.nat(50),
      email: fc.nat(50),
      paper: fc.nat(50)
    });
    const months = fc.array(
      fc
        .tuple(fc.constantFrom(...WHOLE), fc.constantFrom('a', 'b'), items)
        .map(([month, process, one]) => of(month, process, one)),
      { maxLength: 20 }
    );
    fc.assert(
      fc.property(months, (given) => {
        const shift = shifted(given)!;
        expect(total(shift.expected)).toBeCloseTo(total(shift.actual), 6);
        const later = given.filter(({ month }) => month > WHOLE[2]!);
        expect(total(shift.actual) + shift.leftOut).toBe(later.reduce((sum, one) => sum + total(one), 0));
      })
    );
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 9 }), (one, times) => {
        const more = Object.fromEntries(CHANNELS.map((channel) => [channel, one[channel] * times]));
        const { actual, expected } = shifted([of(WHOLE[0]!, 'a', one), of(WHOLE[4]!, 'a', more)])!;
        for (const channel of CHANNELS) expect(expected[channel]).toBeCloseTo(actual[channel], 6);
      })
    );
  });

  test('is not said without a month to compare', () => {
    expect(shifted([], WHOLE.slice(0, 3))).toBeUndefined();
  });

  test('the baseline of two is the earlier, of the same months the one with more items; a year may end in it', () => {
    const baselineOf = (since: string, paper: number): Baseline => ({
      since,
      parts: [{ ...NOTHING, process: 'a', authority: '', team: '', paper }]
    });
    const [early, late, more] = [
      baselineOf('2025-11-01', 10),
      baselineOf('2026-01-01', 90),
      baselineOf('2025-11-01', 11)
    ];
    expect(firmer(early, late)).toBe(early);
    expect(firmer(late, early)).toBe(early);
    expect(firmer(early, more)).toBe(more);
    expect(firmer(more, early)).toBe(more);
    expect(firmer(early, baselineOf('2025-11-01', 10))).toBe(early);
    expect(firmer(undefined, late)).toBe(late);
    expect(firmer(late, undefined)).toBe(late);
    expect(monthsIn(early)).toEqual(['2025-11-01', '2025-12-01', '2026-01-01']);
    expect(endOf(early)).toBe('2026-02-01');
  });

  test('no share is made of a handful', () => {
    expect(digitalShare({ ...NOTHING, portal: 4, paper: 5 })).toBeUndefined();
    expect(digitalShare({ ...NOTHING, portal: 4, berichtenbox: 1, paper: 5 })).toBe(0.5);
  });
});

describe('out of the warehouse', () => {
  /** What was imported long ago is removed. */
  const NOW = Date.now();
  const asked = (query: string) => askChannels(new URLSearchParams(query), '2026-06-30');
  const items = (number: number, sentAt: string, process: string, channel: string, more: object = {}) =>
    Array.from({ length: number }, () => ({
      id: randomUUID(),
      source: 'bvb',
      organisation: '7',
      process,
      channel,
      sent_at: Date.parse(sentAt),
      authority_name: 'Gemeente Oss',
      team: 'Subsidies',
      import_id: 'i',
      imported_at: NOW,
      ...more
    }));

  beforeAll(async () => {
    const late = items(1, '2026-02-28T23:30:00Z', 'Subsidie', 'paper');
    await insertRows(
      'messages',
      [
        ...items(8, '2026-01-15T10:00:00Z', 'Subsidie', 'paper'),
        ...items(12, '2026-01-20T10:00:00Z', 'Subsidie', 'berichtenbox'),
        // Half an hour into March in the Netherlands; delivered twice, and corrected the second time.
        ...late,
        ...late.map((one) => ({ ...one, channel: 'email', imported_at: NOW + 1 })),
        ...items(20, '2026-05-05T10:00:00Z', 'Subsidie', 'portal', { team: 'Meldingen' }),
        ...items(3, '2026-05-06T10:00:00Z', 'Melding', 'email', { team: '', authority_name: 'Gemeente Breda' }),
        ...items(5, '2026-07-01T10:00:00Z', 'Subsidie', 'paper')
      ],
      randomUUID()
    );
  });

  test('each item counts once, in the month it was sent in the Netherlands, as it was last said to be', async () => {
    const answer = await channels(asked('from=2026-01-01&to=2026-06-30'));
    expect(answer.items).toEqual({ berichtenbox: 12, portal: 20, email: 4, paper: 8 });
    expect(answer.months.map(({ month, isWhole, ...one }) => [month, isWhole, total(one as Items)])).toEqual([
      ['2026-01-01', true, 20],
      ['2026-02-01', true, 0],
      ['2026-03-01', true, 1],
      ['2026-04-01', true, 0],
      ['2026-05-01', true, 23],
      ['2026-06-01', true, 0]
    ]);
    expect(answer.groups).toBeUndefined();
    expect(answer.shift).toMatchObject({ leftOut: 3, actual: { portal: 20, paper: 0 } });
    // Eight of the first twenty-one on paper.
    expect(answer.shift?.expected.paper).toBeCloseTo((8 / 21) * 20, 9);
  });

  test('a month that is there in part is said to be, and compares with nothing', async () => {
    const { months, shift } = await channels(asked('from=2026-01-16&to=2026-05-20'));
    expect(months.map(({ isWhole }) => isWhole)).toEqual([false, true, true, true, false]);
    expect(months[0]).toMatchObject({ berichtenbox: 12, paper: 0 });
    // April is whole and after the baseline; nothing was sent in it.
    expect(shift).toMatchObject({ baseline: WHOLE.slice(0, 3), actual: NOTHING, leftOut: 0 });
  });

  test('the baseline is that of all data for every period, filtered as the question is, and stays when its data goes', async () => {
    const may = 'from=2026-05-01&to=2026-05-31';
    const whole = (await channels(asked('from=2026-01-01&to=2026-06-30'))).shift;
    expect((await channels(asked(may))).shift).toEqual(whole);
    // Of Meldingen nothing was in the baseline.
    expect((await channels(asked(`${may}&team=Meldingen`))).shift).toMatchObject({ leftOut: 20, actual: NOTHING });
    // Until its months have ended there is none to keep.
    await keepBaseline('2026-03-31');
    expect(await fact('channel_baseline')).toBeUndefined();
    await keepBaseline('2026-04-01');
    const kept = await baseline();
    expect(await fact('channel_baseline')).toEqual(kept);
    expect(kept).toMatchObject({
      since: '2026-01-01',
      parts: [{ process: 'Subsidie', berichtenbox: 12, paper: 8, email: 1 }]
    });
    const term = "sent_at < '2026-03-01' AND source = 'bvb'";
    await run(`CREATE TABLE IF NOT EXISTS messages_aside AS messages`);
    await run(`INSERT INTO messages_aside SELECT * FROM messages WHERE ${term}`);
    await run(`DELETE FROM messages WHERE ${term}`);
    await keepBaseline('2026-09-01');
    expect((await channels(asked(may))).shift).toEqual(whole);
    await run(`INSERT INTO messages SELECT * FROM messages_aside`);
    await run(`DROP TABLE messages_aside`);
    await setFact('channel_baseline', undefined);
  });

  test('groups together are the whole, largest first, and what is not known is one', async () => {
    const { groups } = await channels(asked('from=2026-01-01&to=2026-06-30&by=team'));
    expect(groups?.map(({ value, ...one }) => [value, total(one)])).toEqual([
      ['Subsidies', 21],
      ['Meldingen', 20],
      ['', 3]
    ]);
  });

  test('filters leave out the rest, and are what there is to choose', async () => {
    const { items: left } = await channels(asked('from=2026-01-01&to=2026-06-30&process=Subsidie&team=Meldingen'));
    expect(left).toEqual({ ...NOTHING, portal: 20 });
    const { items: none } = await channels(
      asked(`from=2026-01-01&to=2026-06-30&authority=${encodeURIComponent("' OR 1")}`)
    );
    expect(none).toEqual(NOTHING);
    expect(await choices()).toEqual({
      process: ['Melding', 'Subsidie'],
      authority: ['Gemeente Breda', 'Gemeente Oss'],
      team: ['Meldingen', 'Subsidies']
    });
  });
});

test('a question with too many combinations is refused and not cut off', async () => {
  await run(
    `INSERT INTO messages (id, source, organisation, process, channel, sent_at, imported_at)
     SELECT generateUUIDv4(number), 'many', 7, toString(number), 'paper', '2025-05-05 10:00:00', now64(3) FROM numbers(50001)`
  );
  const asked = askChannels(new URLSearchParams('from=2025-05-01&to=2025-05-31'), '2026-06-30');
  await expect(channels(asked)).rejects.toMatchObject({ code: 'question_too_wide' });
});

test('what is wrong in an address is left out by name, with a comma or a point in amounts', () => {
  const query = 'by=colour&euro_paper=2,50&euro_email=veel&minutes_paper=7.5&minutes_email=-1&from=2026-02-31';
  const { asked, faults } = withoutFaults(askChannels, new URLSearchParams(query), '2026-06-30');
  expect(faults.map(({ parameter, fault }) => [parameter, fault])).toEqual([
    ['by', 'choice'],
    ['euro_email', 'number'],
    ['minutes_email', 'number'],
    ['from', 'day']
  ]);
  expect(asked).toMatchObject({ by: undefined, costs: { euro: { paper: 2.5 }, minutes: { paper: 7.5 } } });
});
