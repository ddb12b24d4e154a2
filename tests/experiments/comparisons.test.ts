/** Before and after an intervention: which weeks and groups are held beside each other, and what is said of them. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { compare, spansAround, type Unit } from '#experiments/comparison.ts';
import * as comparisons from '#experiments/comparisons.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { TrialOutcome } from '#experiments/trial.ts';
import { Intervention } from '#interventions/intervention.ts';
import { randomFrom } from '#statistics/random.ts';
import { insertRows } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';
import { useStores } from '../stores.ts';
import { putLadders, type Climbed } from './laddered.ts';

useStores();

describe('the weeks', () => {
  test('before it began and after it ended, none of both, and none that nothing is known of', () => {
    const { before, after } = spansAround({ begins: '2025-03-05', ends: '2025-03-20' }, '2025-01-01', '2025-06-10');
    expect(before).toEqual([
      { begun: '2025-01-06', ended: '2025-02-03' },
      { begun: '2025-02-03', ended: '2025-03-03' }
    ]);
    expect(after[0]).toEqual({ begun: '2025-03-24', ended: '2025-04-21' });
    expect(after.at(-1)!.ended).toBe('2025-05-19');
  });
});

/** Rates of which the approached jump by so much. */
function units(jump: number, { slope = 0, count = 9, seed = 1 } = {}): Unit[] {
  const random = randomFrom(seed);
  return Array.from({ length: 3 * count }, (_, place): Unit => {
    const approached = place < count;
    const size = 200 + Math.floor(300 * random());
    const level = 0.2 + 0.2 * random();
    const point = (period: number) => ({
      size,
      sum:
        size * (level + 0.01 * period + 0.01 * random() + (approached ? slope * period + (period > 3 ? jump : 0) : 0))
    });
    return { name: String(place), approached, before: [0, 1, 2, 3].map(point), after: [4, 5].map(point) };
  });
}

describe('what is said', () => {
  test('of a jump, of none, of one downwards', () => {
    expect(compare(units(0.1))).toMatchObject({ verdict: 'better', approached: 9, others: 18 });
    expect(compare(units(0.1)).effect!.estimate).toBeCloseTo(0.1, 1);
    expect(compare(units(0)).verdict).toBe('no_difference');
    expect(compare(units(-0.1)).verdict).toBe('worse');
  });
  test('nothing where they did not go alike before', () =>
    expect(compare(units(0.1, { slope: 0.05 })).verdict).toBe('trends_differ'));
  test('nothing of one alone, and groups in which a period has nobody do not count', () => {
    expect(compare(units(0.1, { count: 1 })).verdict).toBe('few');
    const [first, ...rest] = units(0.1);
    const gap = { ...first!, before: first!.before.map((point, place) => (place === 1 ? { sum: 0, size: 0 } : point)) };
    expect(compare([gap, ...rest]).approached).toBe(8);
  });
  test('beside those of like size too, where others are not', () => {
    const large = units(0, { seed: 2 })
      .slice(9, 12)
      .map((unit, place): Unit => ({
        ...unit,
        name: `large ${place}`,
        before: unit.before.map(({ sum, size }) => ({ sum: 100 * sum, size: 100 * size })),
        after: unit.after.map(({ sum, size }) => ({ sum: 100 * sum, size: 100 * size }))
      }));
    const found = compare([...units(0.1), ...large]);
    expect(found.others).toBe(21);
    expect(found.alike).toMatchObject({ others: 18 });
    expect(found.alike!.estimate).toBeCloseTo(0.1, 1);
  });
});

const FIRST = '2025-01-06';
const plan = Intervention.parse({
  title: 'Naast ondernemers zitten',
  kind: 'side_by_side',
  card: 'side-by-side',
  population: 'company',
  motive: 'kunnen',
  audience: { municipalities: ['Oss', 'Breda', 'Tilburg'] },
  begins: addDays(FIRST, 140),
  ends: addDays(FIRST, 146),
  by: 'Projectteam'
});
const NOW = new Date(startOf(addDays(FIRST, 38 * 7)));
const PLACES = ['Oss', 'Breda', 'Tilburg', 'Asten', 'Best', 'Boxtel', 'Deurne', 'Dongen', 'Eersel', 'Goirle'];

function climbed(): Climbed[] {
  const random = randomFrom(11);
  return PLACES.flatMap((municipality, place) =>
    Array.from({ length: 150 }, (_, index): Climbed => {
      let came: string | undefined;
      for (let weeks = 1; weeks < 38 && came === undefined; weeks++)
        if (random() < 0.008 + (place < 3 && weeks >= 21 ? 0.03 : 0)) came = addDays(FIRST, weeks * 7);
      return { organisation: String(place * 1000 + index + 1), municipality, sector: 'F', came };
    })
  );
}
const everybody = climbed();

describe('out of the warehouse', () => {
  beforeAll(async () => {
    await putLadders(everybody, FIRST);
    // From when on anything is known is what events say.
    await insertRows(
      'events',
      [
        {
          id: randomUUID(),
          source: 'test',
          name: 'page_view',
          at: startOf(FIRST),
          received_at: Date.now(),
          actor: '1',
          organisation: '1'
        }
      ],
      randomUUID()
    );
  });

  test('counts who was still to come, and who did, per municipality and four weeks', async () => {
    const { compared, spans, unit } = await comparisons.around('naast', plan, NOW);
    expect(unit).toBe('municipality');
    expect([spans.before.length, spans.after.length]).toEqual([4, 4]);
    const oracle = [...spans.before, ...spans.after].map(({ begun, ended }) => {
      const open = everybody.filter(
        ({ municipality, came }) => PLACES.indexOf(municipality) < 3 && (came === undefined || came >= begun)
      );
      return { size: open.length, sum: open.filter(({ came }) => came !== undefined && came < ended).length };
    });
    expect(compared.course.approached).toEqual(oracle);
    expect(compared).toMatchObject({ approached: 3, others: 7, verdict: 'better' });
  });

  test('is kept as an indication, with its figures', async () => {
    const found = await comparisons.around('naast', plan, NOW);
    await comparisons.keep('naast', plan, found, { by: 'ik', at: NOW, hours: 20, euros: undefined });
    const record = await ledger.last(comparisons.keyOf('naast'), 'review');
    const outcome = TrialOutcome.parse(record!.content);
    expect(outcome).toMatchObject({ days: 28, per: 'period', unit: 'organisation' });
    expect(outcome).toMatchObject({ strength: 'indicative', method: 'before_after' });
    expect(outcome.comparisons[0]).toMatchObject({ kind: 'side_by_side', clusters: 3, hours: 20 });
    expect(outcome.comparisons[0]!.itt.estimate).toBe(found.compared.effect!.estimate);
    expect(await comparisons.kept('naast')).toMatchObject({ by: 'ik' });
  });

  test('is refused where it went to everybody, too early, and where nothing is known of before', async () => {
    const everywhere = { ...plan, audience: { ...plan.audience, municipalities: [] } };
    await expect(comparisons.around('naast', everywhere, NOW)).rejects.toMatchObject({ code: 'comparison_nobody' });
    const soon = new Date(startOf(addDays(plan.ends, 20)));
    await expect(comparisons.around('naast', plan, soon)).rejects.toMatchObject({ code: 'comparison_early' });
    const long = { ...plan, begins: addDays(FIRST, 3) };
    await expect(comparisons.around('naast', long, NOW)).rejects.toMatchObject({ code: 'comparison_unseen' });
  });

  test('teams by what they handled digitally, those that were named beside the others', async () => {
    const random = randomFrom(4);
    const rows = Array.from({ length: 8 }, (_, team) =>
      Array.from({ length: 36 }, (_, week) =>
        Array.from({ length: 5 }, () => ({
          id: randomUUID(),
          source: 'test',
          organisation: String(1 + Math.floor(1000 * random())),
          authority: '0',
          process: 'Subsidie',
          direction: 'in',
          channel: random() < 0.3 + (team < 3 && week >= 21 ? 0.4 : 0) ? 'berichtenbox' : 'email',
          team: `Team ${team}`,
          sent_at: startOf(addDays(FIRST, week * 7 + 1)),
          imported_at: Date.now()
        }))
      )
    ).flat(2);
    await insertRows('messages', rows, randomUUID());
    const teams = Intervention.parse({
      ...plan,
      population: 'department',
      kind: 'presentation',
      audience: { names: ['Team 0', 'Team 1', 'Team 2'] }
    });
    await insertRows(
      'events',
      [
        {
          id: randomUUID(),
          source: 'test',
          name: 'presentation_attended',
          at: startOf(FIRST),
          received_at: Date.now(),
          actor: '5',
          organisation: '5'
        }
      ],
      randomUUID()
    );
    const { compared, spans } = await comparisons.around('teams', teams, NOW);
    const day = (moment: number) => rows.filter(({ sent_at }) => sent_at === moment);
    expect(day(startOf(addDays(FIRST, 1)))).toHaveLength(40);
    const oracle = [...spans.before, ...spans.after].map(({ begun, ended }) => {
      const own = rows.filter(
        ({ team, sent_at }) => Number(team.slice(5)) < 3 && sent_at >= startOf(begun) && sent_at < startOf(ended)
      );
      return { size: own.length, sum: own.filter(({ channel }) => channel === 'berichtenbox').length };
    });
    expect(compared.course.approached).toEqual(oracle);
    expect(compared).toMatchObject({ approached: 3, others: 5, verdict: 'better' });
    await comparisons.keep(
      'teams',
      teams,
      { compared, spans, unit: 'team' },
      { by: 'ik', at: NOW, hours: 2, euros: 9 }
    );
    const record = await ledger.last(comparisons.keyOf('teams'), 'review');
    expect(TrialOutcome.parse(record!.content)).toMatchObject({ outcome: 'digital_share', unit: 'item' });
    // Read in until week 36: what companies did in the four weeks that end after it cannot be told.
    const companies = await comparisons.around('naast', plan, NOW);
    expect(companies.spans.after.map(({ ended }) => ended)).toEqual(
      [25, 29, 33].map((week) => addDays(FIRST, week * 7))
    );
  });
});
