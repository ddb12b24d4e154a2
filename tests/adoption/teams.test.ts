/** Teams beside each other: out of the warehouse against sums over the raw rows, and what the rules make of them by hand. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { withoutFaults } from '#adoption/question.ts';
import { comparePaths, type TeamPath } from '#adoption/team-paths.ts';
import { askTeams } from '#adoption/team-question.ts';
import { compareShares } from '#adoption/team-shares.ts';
import { paceOf, type TeamPace } from '#adoption/team-paces.ts';
import { compareTimes, medianDays } from '#adoption/team-times.ts';
import { teams } from '#adoption/teams.server.ts';
import * as messages from '#events/messages.server.ts';
import { wilson } from '#statistics/proportion.ts';
import { randomFrom } from '#statistics/random.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { DAY, dayOf, daysBetween } from '#time/day.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const asked = (query: string) => askTeams(new URLSearchParams(query), '2026-06-30');
const PERIOD = 'from=2026-01-01&to=2026-06-30';
const START = Date.parse('2026-01-01T09:00:00Z');
/** What was imported long ago is removed. */
const NOW = Date.now();

interface Item {
  source: string;
  organisation: string;
  process: string;
  channel: string;
  team: string;
  direction: string;
  sent_at: number;
  answered_at: number | null;
  import_id: string;
}
const put = (items: readonly Item[]) =>
  insertRows(
    'messages',
    items.map((item) => ({ id: randomUUID(), authority_name: 'Provincie', imported_at: NOW, ...item })),
    randomUUID()
  );

beforeEach(async () => {
  for (const table of ['messages', 'organisations']) await run(`TRUNCATE TABLE ${table}`);
  await messages.noteCapabilities('bvb', { answered_at: 'beantwoord' });
  await messages.noteCapabilities('post', {});
});

/** Sums over clusters of what is counted in each. */
const sumsOf = <T>(all: readonly T[], cluster: (one: T) => unknown, counts: (one: T) => boolean) => {
  const groups = [...Map.groupBy(all, cluster).values()].map((of) => ({ n: of.length, c: of.filter(counts).length }));
  const sum = (of: (one: { n: number; c: number }) => number) => groups.reduce((so, one) => so + of(one), 0);
  return {
    n: sum(({ n }) => n),
    count: sum(({ c }) => c),
    clusters: groups.length,
    nn: sum(({ n }) => n * n),
    cc: sum(({ c }) => c * c),
    nc: sum(({ n, c }) => n * c)
  };
};
interface Followed {
  organisation: string;
  /** Days until the answer, and the day on which it came; undefined where there is none. */
  days: number | undefined;
  day: unknown;
}
const paceAt = (value: string, items: readonly Followed[], median: number): TeamPace => {
  const within = (most: number) => {
    const counts = ({ days }: Followed) => days !== undefined && days <= most;
    return {
      organisation: sumsOf(items, ({ organisation }) => organisation, counts),
      // What is not answered stands by itself.
      day: sumsOf(items, (one) => (one.days === undefined ? one : one.day), counts)
    };
  };
  return { value, by: within(median), before: within(median - 1) };
};

const item = fc.record<Item>({
  source: fc.constantFrom('bvb', 'bvb', 'post'),
  // The fifth is a branch of the first.
  organisation: fc.constantFrom('1', '2', '3', '4', '5'),
  process: fc.constantFrom('Subsidie', 'Subsidie', 'Melding'),
  channel: fc.constantFrom('berichtenbox', 'portal', 'email', 'paper'),
  team: fc.constantFrom('A', 'A', 'B', ''),
  direction: fc.constantFrom('to_authority', 'to_authority', 'to_organisation'),
  // Some hours over half a year and a little before and after it.
  sent_at: fc.integer({ min: -20 * 24, max: 190 * 24 }).map((hours) => START + hours * 3_600_000),
  answered_at: fc.option(fc.integer({ min: 0, max: 900 }), { nil: null }),
  import_id: fc.constantFrom('file 1', 'file 2')
});
const items = fc.array(item, { minLength: 40, maxLength: 200 }).map((all) =>
  all.map((one) => ({
    ...one,
    answered_at: one.answered_at === null ? null : one.sent_at + one.answered_at * 3_600_000
  }))
);

const whose = ({ organisation }: { organisation: string }) => (organisation === '5' ? '1' : organisation);

test('whatever was sent, shares, days and paths are those of the raw rows', { timeout: 120_000 }, async () => {
  await insertRows(
    'organisations',
    [
      {
        organisation: '5',
        head: '1',
        population: 'company',
        valid_from: '2020-01-01',
        valid_to: '2149-01-01',
        import_id: 'test',
        imported_at: NOW
      }
    ],
    randomUUID()
  );
  let reached = 0;
  await fc.assert(
    fc.asyncProperty(items, async (all) => {
      await run('TRUNCATE TABLE messages');
      if (all.length > 0) await put(all);
      const own = all.filter(
        ({ sent_at, process }) =>
          process === 'Subsidie' && dayOf(sent_at) >= '2026-01-01' && dayOf(sent_at) <= '2026-06-30'
      );
      const [share, time, paths] = await Promise.all(
        ['share&measure=digital', 'time', 'paths'].map((view) =>
          teams(asked(`${PERIOD}&process=Subsidie&view=${view}`))
        )
      );
      const unnamed = own.filter(({ team }) => team === '');
      expect(share!.unnamed).toBe(unnamed.length);
      // Days are of what went to an authority alone.
      expect(time!.unnamed).toBe(unnamed.filter(({ direction }) => direction === 'to_authority').length);
      const named = ['A', 'B']
        .map((value) => ({ value, rows: own.filter(({ team }) => team === value) }))
        .filter(({ rows }) => rows.length > 0);

      const counts = named.map(({ value, rows }) => ({
        value,
        ...sumsOf(rows, whose, ({ channel }) => channel === 'berichtenbox' || channel === 'portal')
      }));
      expect(share!.shares).toEqual(compareShares(counts));

      // A file is known up to the last moment in it, whatever the process; the days are those of the calendar in the Netherlands.
      const last = (file: string) =>
        Math.min(
          NOW,
          Math.max(...all.filter(({ import_id }) => import_id === file).map((one) => one.answered_at ?? one.sent_at))
        );
      const days = named.flatMap(({ value, rows }) =>
        rows
          .filter(({ direction }) => direction === 'to_authority')
          .map(({ source, sent_at, answered_at, import_id }) => {
            const told = source === 'bvb';
            const until = answered_at ?? Math.max(sent_at, last(import_id));
            return {
              value,
              told,
              answered: told && answered_at !== null,
              days: told ? daysBetween(dayOf(sent_at), dayOf(until)) : 0,
              n: 1
            };
          })
      );
      const median = medianDays(days);
      const paces = named.flatMap(({ value, rows }) => {
        const long = rows
          .filter(({ direction, source }) => direction === 'to_authority' && source === 'bvb')
          .filter(
            ({ sent_at, import_id }) =>
              median !== undefined && daysBetween(dayOf(sent_at), dayOf(Math.max(sent_at, last(import_id)))) >= median
          )
          .map((one) => ({
            organisation: whose(one),
            days: one.answered_at === null ? undefined : daysBetween(dayOf(one.sent_at), dayOf(one.answered_at)),
            day: dayOf(one.answered_at ?? 0)
          }));
        return long.length > 0 ? [paceAt(value, long, median!)] : [];
      });
      reached += paces.length;
      expect(time!.times).toEqual(compareTimes(days, paces));

      const steps = named.flatMap(({ value, rows }) =>
        [...Map.groupBy(rows, whose)].map(([organisation, of]) => {
          const inOrder = of
            .map(({ sent_at, channel }) => ({ sent_at, channel }))
            .sort((a, b) => a.sent_at - b.sent_at || (a.channel < b.channel ? -1 : 1))
            .map(({ channel }) => channel)
            .filter((channel, place, before) => channel !== before[place - 1]);
          const path = inOrder.length > 5 ? [...inOrder.slice(0, 5), 'more'] : inOrder;
          return { value, organisation, path: path.join('>'), organisations: 1 };
        })
      );
      const anywhere = (path: string) =>
        new Set(steps.filter((one) => one.path === path).map(({ organisation }) => organisation)).size;
      expect(paths!.paths).toEqual(comparePaths(steps.map((one) => ({ ...one, anywhere: anywhere(one.path) }))));
    }),
    { numRuns: runs(12) }
  );
  // The pace of a team was among what was compared.
  expect(reached).toBeGreaterThan(0);
});

const plain = (team: string, channel: string, number: number, more: Partial<Item> = {}): Item[] =>
  Array.from({ length: number }, (_, place) => ({
    source: 'bvb',
    organisation: String(1_000 + place),
    process: 'Subsidie',
    channel,
    team,
    direction: 'to_authority',
    sent_at: START + place * 3_600_000,
    answered_at: null,
    import_id: 'file',
    ...more
  }));

test('the process with most items is asked about; teams or authorities; nothing is nothing', async () => {
  const empty = await teams(asked(PERIOD));
  expect(empty).toEqual({ process: undefined, unnamed: 0, shares: undefined, times: undefined, paths: undefined });
  await put([
    ...plain('A', 'paper', 12),
    ...plain('B', 'berichtenbox', 3),
    ...plain('A', 'email', 14, { process: 'Melding' }),
    // Outside the period these do not count.
    ...plain('A', 'email', 5, { process: 'Melding', sent_at: START - 9 * DAY })
  ]);
  const byTeam = await teams(asked(PERIOD));
  expect(byTeam.process).toBe('Subsidie');
  expect(byTeam.shares).toMatchObject({ n: 15, count: 3, judged: 0 });
  expect(byTeam.shares!.teams).toMatchObject([
    { value: 'A', n: 12, place: undefined },
    // Three are shown and not judged.
    { value: 'B', n: 3, count: 3, share: undefined, place: undefined }
  ]);
  const byAuthority = await teams(asked(`${PERIOD}&by=authority&process=Melding`));
  expect(byAuthority.shares!.teams).toMatchObject([{ value: 'Provincie', n: 14 }]);
  expect((await teams(asked(`${PERIOD}&authority=Oss`))).process).toBeUndefined();
});

test('a question with too many teams is refused and not cut off', async () => {
  await run(
    `INSERT INTO messages (id, source, organisation, process, channel, team, sent_at, imported_at)
     SELECT generateUUIDv4(number), 'many', 7, 'Subsidie', 'paper', toString(number), '2026-05-05 10:00:00', now64(3) FROM numbers(1001)`
  );
  await expect(teams(asked(PERIOD))).rejects.toMatchObject({ code: 'question_too_wide' });
});

describe('shares', () => {
  /** Every item of another organisation. */
  const single = (value: string, n: number, count: number) => ({
    value,
    n,
    count,
    clusters: n,
    nn: n,
    cc: count,
    nc: count
  });
  const many = Array.from({ length: 10 }, (_, place) => single(`team ${place}`, 400, 195 + place));

  test('a small team is not called different for what chance does, and a large one that does as badly is', () => {
    const { teams: all, judged, spread } = compareShares([...many, single('small', 12, 3), single('large', 400, 100)]);
    const of = (value: string) => all.find((one) => one.value === value)!;
    expect(judged).toBe(12);
    expect(of('small').place).toBe('within');
    expect(of('large').place).toBe('below');
    // Both a quarter; the small one is drawn to what all do, much further than the large one.
    expect(of('small').shrunken! - 0.25).toBeGreaterThan(5 * (of('large').shrunken! - 0.25));
    expect(spread!.low).toBeGreaterThan(0);
    // One in twelve is 25 points off: about 7 as a standard deviation.
    expect(spread!.value).toBeGreaterThan(0.04);
    expect(spread!.value).toBeLessThan(0.1);
  });

  test('teams that do alike do not differ and have nothing to win, with the interval of Wilson', () => {
    const { spread, gain, teams: all, dispersion } = compareShares(many);
    expect(spread).toMatchObject({ value: 0, low: 0 });
    expect(gain!.items).toBeCloseTo(0, 6);
    // Less than chance does, which is called as much.
    expect(dispersion).toBeCloseTo(1, 2);
    expect(all.every(({ place }) => place === 'within')).toBe(true);
    const { value, low, high } = all[0]!.share!;
    const whole = wilson(all[0]!.count, 400)!;
    expect(value).toBe(whole.value);
    // Hardly wider: every item comes from another organisation.
    expect([low - whole.low, high - whole.high].every((off) => Math.abs(off) < 0.001)).toBe(true);
  });

  test('items of a few organisations tell less than as many of many', () => {
    // Per team forty organisations of ten items that all go the same way.
    const clustered = [8, 12, 20, 24, 28, 20].map((box, place) => ({
      value: String(place),
      n: 400,
      count: box * 10,
      clusters: 40,
      nn: 4_000,
      cc: box * 100,
      nc: box * 100
    }));
    const kept = compareShares(clustered);
    expect(kept.designEffect).toBeCloseTo((40 / 39) * 10, 1);
    expect(kept.teams.filter(({ place }) => place === 'above' || place === 'below')).toEqual([]);
    const free = compareShares(clustered.map(({ value, n, count }) => single(value, n, count)));
    expect(free.spread!.low).toBeGreaterThan(kept.spread!.low);
    expect(free.teams[0]!.share!.high).toBeLessThan(kept.teams[0]!.share!.high);
  });

  test('a team of one organisation is not judged, and its interval is that of one', () => {
    const one = { value: 'one', n: 400, count: 40, clusters: 1, nn: 160_000, cc: 1_600, nc: 16_000 };
    const { teams: all, judged } = compareShares([...many, one]);
    expect(judged).toBe(many.length);
    const told = all.find(({ value }) => value === 'one')!;
    expect(told).toMatchObject({ place: undefined, isOfFew: true, shrunken: undefined });
    expect(told.share).toEqual({ ...wilson(0.1, 1)!, value: 0.1 });
  });

  test('where everything goes one way there is nothing to compare', () => {
    const none = compareShares([single('a', 40, 0), single('b', 30, 0)]);
    expect(none).toMatchObject({ judged: 0, spread: undefined, gain: undefined, limits: [] });
    expect(none.teams.map(({ place }) => place)).toEqual([undefined, undefined]);
    expect(none.teams[0]!.share!.high).toBeGreaterThan(0.05);
  });

  test('what the best would bring is what lies below the last of the best quarter', () => {
    const four = [500_000, 600_000, 700_000, 800_000].map((count, place) => single(String(place), 1_000_000, count));
    const { gain } = compareShares(four);
    // With a million each the shrinking is next to nothing.
    expect(gain!.target).toBeCloseTo(0.8, 3);
    expect(gain!.items / 600_000).toBeCloseTo(1, 2);
    expect(gain!.low).toBeLessThanOrEqual(gain!.items);
    expect(compareShares(four.slice(1)).gain).toBeUndefined();
  });
});

describe('times', () => {
  const days = (value: string, days: number, answered: boolean, n: number, told = true) => ({
    value,
    days,
    answered,
    n,
    told
  });

  /** So many organisations with one item each, answered on days of their own. */
  const each = (value: string, groups: readonly (readonly [n: number, days: number | undefined])[], median: number) =>
    paceAt(
      value,
      groups.flatMap(([n, days], group) =>
        Array.from({ length: n }, (_, one) => ({ organisation: `${group} ${one}`, days, day: `${group} ${one}` }))
      ),
      median
    );

  test('what is not answered yet counts for as long as it was followed, and what no source tells is not zero', () => {
    const rows = [
      days('quick', 1, true, 80),
      days('quick', 4, true, 20),
      // Answered as soon, as far as it answers at all: the median of what was answered would be 2 days.
      days('silent', 2, true, 30),
      days('silent', 90, false, 70),
      days('unknown', 0, false, 50, false),
      days('few', 1, true, 9)
    ];
    const paces = [
      each(
        'quick',
        [
          [80, 1],
          [20, 4]
        ],
        2
      ),
      each(
        'silent',
        [
          [30, 2],
          [70, undefined]
        ],
        2
      ),
      each('few', [[9, 1]], 2)
    ];
    // 80 and 9 of 209 after a day, 30 more after two.
    expect(medianDays(rows)).toBe(2);
    const { teams: all, all: together } = compareTimes(rows, paces);
    const of = (value: string) => all.find((one) => one.value === value)!;
    expect(together.median!.time).toBe(2);
    expect(of('quick')).toMatchObject({ pace: 'faster', median: { time: 1 }, ninetieth: { time: 4 }, answered: 100 });
    expect(of('silent')).toMatchObject({ pace: 'slower', median: { time: undefined }, n: 100 });
    expect(of('silent').share!.value).toBeCloseTo(0.3, 10);
    expect(of('unknown')).toMatchObject({
      n: 0,
      notProvided: 50,
      share: undefined,
      median: undefined,
      pace: undefined
    });
    expect(of('few')).toMatchObject({ n: 9, median: undefined, pace: undefined });
  });

  test('a handful, a few organisations and one batch are no ground for a verdict', () => {
    expect(paceOf(each('few', [[9, 1]], 5))).toBeUndefined();
    // Ten in a row is something; with Student's t for so few it is no certainty.
    expect(paceOf(each('ten', [[10, 1]], 5))).toBe('similar');
    expect(paceOf(each('more', [[25, 1]], 5))).toBe('faster');
    const batch = Array.from({ length: 60 }, (_, one) => ({ organisation: String(one), days: 1, day: 'Monday' }));
    expect(paceOf(paceAt('batch', batch, 5))).toBeUndefined();
    const one = batch.map((own, day) => ({ ...own, organisation: String(day % 3), day }));
    expect(paceOf(paceAt('few organisations', one, 5))).toBeUndefined();
  });

  test('of teams that answer alike, in batches, hardly one is called slow or quick', () => {
    const random = randomFrom(20260706);
    const [TEAMS, BATCHES, ITEMS, ROUNDS] = [6, 30, 20, 60];
    let [wrong, naive] = [0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      const all = Array.from({ length: TEAMS }, (_, team) =>
        Array.from({ length: BATCHES }, (__, batch) => {
          // All of a batch waited about as long.
          const waited = Math.floor(random() * 20);
          return Array.from({ length: ITEMS }, () => ({
            organisation: String(Math.floor(random() * 80)),
            days: waited + Math.floor(random() * 3),
            day: `${team} ${batch}`
          }));
        }).flat()
      );
      const median = all
        .flat()
        .map(({ days: took }) => took)
        .sort((a, b) => a - b)[(TEAMS * BATCHES * ITEMS) / 2]!;
      for (const items of all) {
        wrong += Number(paceOf(paceAt('', items, median)) !== 'similar');
        naive += Number(
          paceOf(
            paceAt(
              '',
              items.map((one, day) => ({ ...one, day })),
              median
            )
          ) !== 'similar'
        );
      }
    }
    // Oracle: at 99.8% one in 500 of 360 verdicts on average; as if every item stood by itself nearly a quarter.
    expect(wrong).toBeLessThanOrEqual(5);
    expect(naive).toBeGreaterThan(36);
  });

  test('alone there is nothing to compare with', () => {
    expect(compareTimes([days('one', 3, true, 50)], [each('one', [[50, 3]], 3)]).teams).toMatchObject([
      { pace: undefined, median: { time: 3 } }
    ]);
  });
});

describe('paths', () => {
  const path = (value: string, name: string, organisations: number) => ({ value, path: name, organisations });
  /** Of whom nobody deals with two teams. */
  const compared = (rows: readonly Omit<TeamPath, 'anywhere'>[]) =>
    comparePaths(
      rows.map((one) => ({
        ...one,
        anywhere: rows.reduce((sum, other) => sum + (other.path === one.path ? other.organisations : 0), 0)
      }))
    );

  test('the paths that most took stand apart; what is too small to show hides what would give it away', () => {
    const {
      paths,
      teams: all,
      all: together
    } = compared([
      path('A', 'paper', 50),
      path('A', 'email', 40),
      path('A', 'paper>email', 9),
      path('B', 'paper', 30),
      path('B', 'email', 20),
      path('B', 'portal', 8),
      path('B', 'paper>portal', 12),
      path('C', 'paper', 4)
    ]);
    // Of twelve, nine and eight: one path stands apart, the others are together.
    expect(paths).toEqual(['paper', 'email', 'paper>portal']);
    expect(together).toEqual({ organisations: 173, counts: [84, 60, 12], others: 17 });
    // Four at C are hidden, and B as a whole along; of A the nine others with the next smallest.
    const nothing = { organisations: undefined, counts: [undefined, undefined, undefined], others: undefined };
    expect(all).toEqual([
      { value: 'A', organisations: 99, counts: [50, undefined, 0], others: 49 },
      { value: 'B', ...nothing },
      { value: 'C', ...nothing }
    ]);
  });

  test('a path that few took at many teams does not stand apart', () => {
    const rows = ['A', 'B'].flatMap((value) => [
      { ...path(value, 'paper', 40), anywhere: 80 },
      { ...path(value, 'paper>email', 9), anywhere: 9 }
    ]);
    // Eighteen at two teams, who are nine organisations.
    expect(comparePaths(rows).paths).toEqual(['paper']);
  });

  test('no small count can be worked out by subtraction, whatever was counted', () => {
    const rows = fc.array(
      fc
        .tuple(
          fc.constantFrom('A', 'B', 'C', 'D'),
          fc.constantFrom('p', 'q', 'r', 's'),
          fc.integer({ min: 1, max: 40 })
        )
        .map(([value, name, organisations]) => path(value, name, organisations)),
      { maxLength: 14 }
    );
    fc.assert(
      fc.property(rows, (given) => {
        const { teams: all, all: together, paths } = compared(given);
        const tellsNothingSmall = (count: number | undefined) => {
          if (count !== undefined && count !== 0) expect(count).toBeGreaterThanOrEqual(10);
        };
        for (const { organisations, counts, others } of [together, ...all]) {
          for (const count of [organisations, ...counts, others]) tellsNothingSmall(count);
          // A line adds up, so that what is not shown is told as the others.
          if (organisations !== undefined && others !== undefined)
            expect(counts.reduce<number>((sum, count) => sum + (count ?? 0), others)).toBe(organisations);
        }
        for (const [place, name] of paths.entries()) {
          const shown = all.reduce((sum, { counts }) => sum + (counts[place] ?? 0), 0);
          // What a column leaves over is nothing, or the sum of two at least and of ten; or the only ones there are.
          const rest = together.counts[place]! - shown;
          tellsNothingSmall(rest);
          const hidden = all.filter(
            ({ counts, value }) =>
              counts[place] === undefined && given.some((one) => one.value === value && one.path === name)
          );
          if (shown > 0 && rest > 0) expect(hidden.length).toBeGreaterThan(1);
        }
        const known = all.filter(({ organisations }) => organisations !== undefined);
        const rest =
          together.organisations === undefined
            ? 0
            : together.organisations - known.reduce((sum, { organisations }) => sum + organisations!, 0);
        if (known.length > 0) tellsNothingSmall(rest);
      })
    );
  });

  test('teams that send alike go together with no path, and those that do not, do', () => {
    const alike = ['A', 'B', 'C'].flatMap((value) => [path(value, 'paper', 50), path(value, 'email', 50)]);
    expect(compared(alike).association).toMatchObject({ v: 0, low: 0, thin: false });
    const apart = compared([
      path('A', 'paper', 90),
      path('A', 'email', 10),
      path('B', 'paper', 10),
      path('B', 'email', 90)
    ]);
    // Eighty points apart.
    expect(apart.association!.v).toBeCloseTo(0.8, 2);
  });
});

test('what is wrong in an address is left out by name', () => {
  const query = `by=colour&view=x&measure=y&process=${'p'.repeat(201)}&from=2026-02-31`;
  const { asked: left, faults } = withoutFaults(askTeams, new URLSearchParams(query), '2026-06-30');
  expect(faults.map(({ parameter, fault }) => [parameter, fault]).sort()).toEqual([
    ['by', 'choice'],
    ['from', 'day'],
    ['measure', 'choice'],
    ['process', 'choice'],
    ['view', 'choice']
  ]);
  expect(left).toMatchObject({ by: 'team', view: 'share', measure: 'box', process: '' });
});
