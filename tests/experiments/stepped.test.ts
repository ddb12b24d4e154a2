/** A stepped roll-out out of the warehouse, against an oracle that looks at every member in every step. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import * as stepped from '#experiments/stepped.server.ts';
import { alikeOf, complierOf, holds, turnsOf } from '#experiments/stepped.ts';
import { digestOf } from '#experiments/drawing.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { shownSteppedRecord } from '#experiments/shown.server.ts';
import * as trialDeeds from '#experiments/trials.server.ts';
import { statesOf, TrialDesign, TrialOutcome } from '#experiments/trial.ts';
import { randomFrom } from '#statistics/random.ts';
import { register } from '#store/register.server.ts';
import { contacts, interventions, trials } from '#store/tables.server.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { addDays, startOf, type Day } from '#time/day.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';
import { putLadders, type Climbed } from './laddered.ts';

useStores();

const FIRST = '2025-01-06';
const design = TrialDesign.parse({
  question: 'Helpt het om ernaast te zitten?',
  population: 'company',
  shape: 'stepped',
  cluster: 'municipality',
  arms: [
    { name: 'Nog niet', weight: 1 },
    { name: 'Ernaast', intervention: 'ernaast', weight: 1 }
  ],
  outcome: 'first_message',
  starts: addDays(FIRST, 10 * 7),
  steps: 3,
  stepDays: 28,
  seed: 7
});
const AFTER = new Date(startOf(addDays(FIRST, 26 * 7)));

interface Member extends Climbed {
  cluster: string;
  step: number;
}

async function put(members: readonly Member[]): Promise<void> {
  await putLadders(members, FIRST);
  await run('TRUNCATE TABLE trial_members');
  await insertRows(
    'trial_members',
    members.map(({ organisation, cluster, step }) => ({
      trial: 'list_a',
      organisation,
      arm: 1,
      cluster,
      stratum: '',
      step,
      starts: addDays(design.starts, (step - 1) * 28),
      drawn_at: Date.now()
    })),
    randomUUID()
  );
}

const week = fc.integer({ min: 0, max: 25 }).map((weeks) => addDays(FIRST, weeks * 7));
const members = fc
  .array(
    fc.record({
      cluster: fc.integer({ min: 1, max: 6 }),
      came: fc.option(week, { nil: undefined }),
      gone: fc.option(week, { nil: undefined })
    }),
    {
      minLength: 1,
      maxLength: 60
    }
  )
  .map((all) =>
    all.map(({ cluster, came, gone }, place): Member => ({
      organisation: String(place + 1),
      cluster: String(cluster),
      step: 1 + (cluster % 3),
      municipality: 'Oss',
      sector: 'F',
      came,
      // Whoever leaves in the first week was never there.
      gone: gone === FIRST ? undefined : gone
    }))
  );

test('who was still to come, and who did, in each step', async () => {
  await fc.assert(
    fc.asyncProperty(members, async (all) => {
      await put(all);
      const { turns } = await stepped.outcome({ key: 'list_a', design }, AFTER);
      const oracle = turnsOf(design).map((turn, period) => {
        const cell = (having: boolean) => {
          const open = all.filter(({ step, came, gone }) => {
            const left = gone !== undefined && gone < turn.begun;
            // Somebody that came after it had left did not come.
            const arrived = came !== undefined && (gone === undefined || came < gone) ? came : undefined;
            return step - 1 <= period === having && !left && (arrived === undefined || arrived >= turn.begun);
          });
          const came = open.filter(
            (one) => one.came !== undefined && (one.gone === undefined || one.came < one.gone) && one.came < turn.ended
          );
          return { size: open.length, sum: came.length, reached: 0 };
        };
        return { ...turn, having: cell(true), waiting: cell(false) };
      });
      expect(turns).toEqual(oracle);
    }),
    { numRuns: runs(20) }
  );
});

test('nothing is said of the effect before the last step has had its time', async () => {
  await put([{ organisation: '1', cluster: '1', step: 1, municipality: 'Oss', sector: 'F', came: undefined }]);
  const early = await stepped.outcome({ key: 'list_a', design }, new Date(startOf(addDays(design.starts, 83))));
  expect(early.effect).toBeUndefined();
  expect(early.turns).toHaveLength(2);
  expect(early.ready).toBe(addDays(design.starts, 84));
  const soon = new Date(startOf(addDays(design.starts, 83)));
  expect(await stepped.progress({ key: 'list_a', design }, soon)).toMatchObject({ turns: [] });
  const over = await stepped.progress({ key: 'list_a', design }, AFTER);
  expect([over.turns.length, over.effect]).toEqual([3, undefined]);
  await expect(stepped.outcome({ key: 'list_a', design: { ...design, stepDays: 30 } }, AFTER)).rejects.toMatchObject({
    code: 'trial_weeks'
  });
});

test('whoever lapsed from use did not come to a rung above it', async () => {
  const [first, second] = ['1', '2'].map((organisation) => ({
    organisation,
    cluster: organisation,
    step: 1,
    municipality: 'Oss',
    sector: 'F',
    came: undefined
  }));
  await put([first!, second!]);
  const { rung, top } = statesOf({ population: 'company', outcome: 'regular' });
  const row = (organisation: string, state: number) => ({
    population: 'company',
    organisation,
    valid_from: addDays(FIRST, -30),
    municipality: 'Oss',
    region: 'Midden',
    sector: 'F',
    size: '1',
    came: 0,
    several: false,
    weeks: [FIRST, addDays(FIRST, 11 * 7)],
    states: [2, state],
    example: false,
    computed_at: 2
  });
  // One became regular, the other lapsed, which stands above all rungs.
  await insertRows('ladders', [row('1', rung), row('2', top + 1)], randomUUID());
  const { turns } = await stepped.outcome({ key: 'list_a', design: { ...design, outcome: 'regular' } }, AFTER);
  expect(turns[0]!.having).toEqual({ size: 2, sum: 1, reached: 0 });
});

test('an effect that is there is found, in the direction in which it is', async () => {
  const random = randomFrom(3);
  const all: Member[] = [];
  for (let cluster = 1; cluster <= 12; cluster++)
    for (let place = 0; place < 40; place++) {
      const step = 1 + (cluster % 3);
      let came: string | undefined;
      for (let weeks = 1; weeks < 26 && came === undefined; weeks++)
        if (random() < 0.01 + (weeks >= 10 + (step - 1) * 4 ? 0.05 : 0)) came = addDays(FIRST, weeks * 7);
      all.push({
        organisation: String(all.length + 1),
        cluster: String(cluster),
        step,
        municipality: 'Oss',
        sector: 'F',
        came
      });
    }
  await put(all);
  const { effect, clusters } = await stepped.outcome({ key: 'list_a', design }, AFTER);
  expect(clusters).toBe(12);
  // 1 − 0.94⁴ less 1 − 0.99⁴: 18 points more of who was left in four weeks.
  expect(effect!.estimate).toBeGreaterThan(0.1);
  expect(effect!.low).toBeGreaterThan(0);
  expect(effect!.pValue).toBeLessThan(0.01);

  await (await register()).insert(trials).values({
    id: randomUUID(),
    key: 'list_a',
    name: 'Ernaast',
    design,
    status: 'drawn',
    createdBy: 'wie',
    createdAt: AFTER
  });
  const message = (sent: Day) => ({
    id: randomUUID(),
    source: 'test',
    organisation: '1',
    authority: '0',
    process: 'Subsidie',
    direction: 'in',
    channel: 'berichtenbox',
    team: 'Team',
    sent_at: startOf(sent),
    imported_at: Date.now()
  });
  await insertRows('messages', [message(addDays(design.starts, 70))], randomUUID());
  await expect(stepped.conclude('list_a', 'wie', AFTER)).rejects.toMatchObject({
    code: 'trial_unread',
    message: expect.stringContaining(addDays(design.starts, 73)) as string
  });
  await insertRows('messages', [message(addDays(design.starts, 90))], randomUUID());
  const turnOf = ({ step }: Member) => addDays(design.starts, (step - 1) * 28);
  // Seven of ten were reached in their turn, one before it; with one there was contact before its turn, of another the log alone knows.
  const delivered = all.filter((_, place) => place % 10 < 7);
  const early = delivered.find(({ step }) => step === 3)!;
  await insertRows(
    'trial_deliveries',
    delivered.map((one) => ({
      trial: 'list_a',
      organisation: one.organisation,
      status: 'delivered',
      at: startOf(one === early ? addDays(design.starts, 30) : addDays(turnOf(one), 2)) + 12 * 3_600_000,
      imported_at: Date.now()
    })),
    randomUUID()
  );
  const [other, spoken] = all.filter((one) => one.step === 2 && !delivered.includes(one));
  const definition = {
    title: 'Ernaast',
    kind: 'side_by_side',
    population: 'company',
    motive: 'kunnen',
    begins: design.starts,
    ends: design.starts,
    by: 'team',
    audience: { sectors: [], sizes: [], regions: [], municipalities: [], names: [] }
  };
  const database = await register();
  await database
    .insert(interventions)
    .values({ id: 'i1', slug: 'ernaast', definition, status: 'done', hoursSpent: 40, createdBy: 'wie' });
  const contact = (one: Member, day: Day, intervention: string | null) => ({
    id: randomUUID(),
    intervention,
    population: 'company',
    organisation: one.organisation,
    name: '',
    day,
    kind: 'visit',
    outcome: 'spoken',
    minutes: 10,
    by: 'wie'
  });
  await database
    .insert(contacts)
    .values([
      contact(other!, addDays(design.starts, 1), null),
      contact(spoken!, addDays(turnOf(spoken!), 9), 'i1'),
      contact(spoken!, addDays(turnOf(spoken!), 3), 'i1')
    ]);
  const digest = digestOf(await trialDeeds.members('list_a'));
  await ledger.note({ experiment: 'list_a', at: AFTER, by: 'wie', kind: 'plan', content: { digest }, example: false });
  await stepped.conclude('list_a', 'wie', AFTER);
  const record = (await stepped.recorded('list_a'))!;
  expect(record).toMatchObject({ intact: true, contaminated: 2, weak: false });
  // Oracle: each member that still could come, in each turn.
  const reachedBy = (one: Member, ended: Day) =>
    (delivered.includes(one) && (one === early ? addDays(design.starts, 30) : turnOf(one)) < ended) ||
    (one === spoken && turnOf(one) < ended);
  for (const { begun, ended, having, waiting } of record.stepped.turns) {
    const open = all.filter(({ came }) => came === undefined || came >= begun);
    const got = (isTurn: boolean) =>
      open.filter((one) => turnOf(one) <= begun === isTurn && reachedBy(one, ended)).length;
    expect([having.reached, waiting.reached]).toEqual([got(true), got(false)]);
  }
  expect(record.stepped.turns[1]!.waiting.reached).toBe(1);
  const { itt, reached } = record.comparisons[0]!;
  expect(reached!.estimate).toBeCloseTo(itt.estimate / reached!.share, 12);
  expect(Math.abs(reached!.share - 0.7)).toBeLessThan(0.05);
  expect(reached!.low).toBeLessThan(reached!.estimate);
  expect(record.stepped.effect).toMatchObject({ estimate: effect!.estimate });
  expect(holds(design, record)).toBe(true);
  const forged = record.alike!.map((alike, place) => (place === 0 ? { ...alike, step: (alike.step % 3) + 1 } : alike));
  expect(holds(design, { ...record, alike: forged })).toBe(false);
  const shown = shownSteppedRecord(record);
  expect(shown).toMatchObject({ intact: true, contaminated: undefined, isStratified: false, comparison: { itt } });
  // A turn in which few came is hidden, and what would tell its size is told to the nearest ten.
  const exposed = record.stepped.turns.reduce((sum, { having }) => sum + having.size, 0);
  expect(exposed % 10).not.toBe(0);
  expect(shown.exposed).toBe(10 * Math.round(exposed / 10));
  expect(shownSteppedRecord({ ...record, population: 'authority' }).exposed).toBe(exposed);

  const [one] = TrialOutcome.parse((await ledger.last('list_a', 'review'))!.content).comparisons;
  // Each member once: of all, those that had not come when their turn did.
  const turn = ({ step }: Member) => addDays(design.starts, (step - 1) * 28);
  const came = ({ came: week }: Member, from: Day, to: Day) => week !== undefined && week >= from && week < to;
  const still = (from: (one: Member) => Day) => all.filter((one) => one.came === undefined || one.came >= from(one));
  const own = still(turn);
  const others = still(() => design.starts).filter(({ step }) => step > 1);
  expect(one).toMatchObject({
    organisations: own.length,
    adopters: own.filter((it) => came(it, turn(it), addDays(design.starts, 84))).length,
    controlOrganisations: others.length,
    controlAdopters: others.filter((it) => came(it, design.starts, turn(it))).length
  });
});

test('what those who were reached made of it is told only where a turn surely brings it', () => {
  const found = { estimate: 0.1, low: 0.05, high: 0.2, pValue: 0.01, clusters: 12, periods: 3 };
  const received = { estimate: 0.2, low: 0.1, high: 0.4, pValue: 0.01, share: 0.5, strength: 10 };
  expect(complierOf({ ...found, received })).toEqual({
    reached: { estimate: 0.2, low: 0.1, high: 0.4, share: 0.5 },
    weak: false
  });
  for (const weak of [{ strength: 9.9 }, { high: Infinity }, { low: -Infinity }])
    expect(complierOf({ ...found, received: { ...received, ...weak } })).toEqual({ reached: undefined, weak: true });
  expect(complierOf({ ...found, received: undefined })).toEqual({ reached: undefined, weak: false });
});

test('clusters that did the same are kept once, whatever their order, without the names of strata', () => {
  const stepper = (from: number, stratum: string, sum: number) => ({ from, stratum, cells: [{ sum, size: 1 }] });
  const all = [stepper(0, '1 G 1', 0), stepper(1, '1 F meer', 1), stepper(0, '1 G 1', 0)];
  const alike = alikeOf(all);
  expect(alike).toEqual([
    { step: 1, stratum: 1, times: 2, cells: [[0, 1, 0]] },
    { step: 2, stratum: 0, times: 1, cells: [[1, 1, 0]] }
  ]);
  expect(alikeOf([...all].reverse())).toEqual(alike);
});
