/** Outcomes of trials out of the evidence, and the trials that an intervention is an arm of. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import * as approaches from '#experiments/approaches.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { TrialOutcome } from '#experiments/trial.ts';
import * as planned from '#interventions/interventions.server.ts';
import { register } from '#store/register.server.ts';
import { interventions, trials } from '#store/tables.server.ts';
import { useStores } from '../stores.ts';

useStores();

const AT = new Date('2026-06-01T10:00:00Z');
const review = (experiment: string, content: unknown) =>
  ledger.note({ experiment, at: AT, by: 'somebody', kind: 'review', content, example: false });
const outcome = (trial: string, estimate: number) => ({
  trial,
  name: trial,
  day: '2026-05-01',
  strength: 'proven',
  method: 'itt',
  population: 'company',
  outcome: 'first_message',
  comparisons: [
    {
      arm: 'Brief',
      intervention: 'brief',
      kind: 'letter',
      card: 'one-line',
      organisations: 500,
      clusters: 500,
      adopters: 40,
      controlOrganisations: 500,
      controlAdopters: 20,
      itt: { estimate, low: estimate - 0.02, high: estimate + 0.02, p: 0.01 }
    }
  ]
});

test('the newest outcome of each trial counts; reviews of other experiments are none', async () => {
  await review('list_brief', outcome('list_brief', 0.01));
  await review('list_brief', outcome('list_brief', 0.04));
  await review('kop', { rule: 'decide', decision: {} });
  await review('list_bel', outcome('list_bel', 0.08));
  const found = await approaches.outcomes();
  expect(found.map(({ trial, comparisons }) => [trial, comparisons[0]!.itt.estimate]).sort()).toEqual([
    ['list_bel', 0.08],
    ['list_brief', 0.04]
  ]);
});

test('an estimate that would give a count under ten of companies away is not told, and the trial is named', async () => {
  const { comparisons, ...rest } = outcome('list_klein', 0.005);
  const small = { ...rest, comparisons: [comparisons[0]!, { ...comparisons[0]!, arm: 'bel', adopters: 8 }] };
  await review('list_klein', small);
  const of = async () => {
    const { outcomes, hidden } = await approaches.told();
    const told = outcomes.find(({ trial }) => trial === 'list_klein')!.comparisons.map(({ arm }) => arm);
    return { told, hidden: hidden.flatMap(({ trial, comparisons: own }) => own.map(({ card }) => [trial, card])) };
  };
  expect(await of()).toEqual({ told: [comparisons[0]!.arm], hidden: [['list_klein', comparisons[0]!.card]] });
  // Of authorities every count is told.
  await review('list_klein', { ...small, population: 'authority' });
  expect(await of()).toEqual({ told: [comparisons[0]!.arm, 'bel'], hidden: [] });
});

test('what an intervention took is as it is known now, divided over the draws that rest on it; what was recorded stays', async () => {
  const plan = {
    title: 'Bezoek',
    kind: 'side_by_side',
    population: 'company',
    motive: 'kunnen',
    begins: '2026-03-01',
    ends: '2026-04-01',
    by: 'team',
    audience: { sectors: [], sizes: [], regions: [], municipalities: [], names: [] }
  };
  const database = await register();
  const row = { id: 'bezoek', slug: 'bezoek', definition: plan, status: 'running', createdBy: 'wie' };
  await database.insert(interventions).values(row);
  const of = (trial: string, organisations: number, more: object = {}) => {
    const { comparisons, ...rest } = outcome(trial, 0.05);
    return { ...rest, ...more, comparisons: [{ ...comparisons[0]!, intervention: 'bezoek', organisations }] };
  };
  await review('list_een', of('list_een', 300));
  const told = async (trial: string) => {
    const found = (await approaches.outcomes()).find((one) => one.trial === trial)!;
    const { hours, euros } = found.comparisons[0]!;
    return [hours, euros];
  };
  expect(await told('list_een')).toEqual([undefined, undefined]);
  await planned.act('bezoek', 1, 'finish', { hours: 40, euros: 1_000 });
  expect(await told('list_een')).toEqual([40, 1_000]);
  await planned.act('bezoek', 2, 'finish', { hours: 60, euros: 800 });
  expect(await told('list_een')).toEqual([60, 800]);
  await review('list_twee', of('list_twee', 100));
  await review('before_after_bezoek', of('before_after_bezoek', 1_000, { strength: 'indicative' }));
  expect(await told('list_een')).toEqual([45, 600]);
  expect(await told('list_twee')).toEqual([15, 200]);
  expect(await told('before_after_bezoek')).toEqual([60, 800]);
  const record = TrialOutcome.parse((await ledger.last('list_een', 'review'))!.content);
  expect(record.comparisons[0]!.hours).toBeUndefined();
  expect((await approaches.withCosts(record)).comparisons[0]).toMatchObject({ hours: 45, euros: 600, adopters: 40 });
});

test('an intervention knows the trials of which it is an arm, the newest first', async () => {
  const design = (...interventions: string[]) => ({
    question: 'Helpt een brief om meer te gebruiken?',
    population: 'company',
    outcome: 'first_message',
    starts: '2026-05-01',
    seed: 7,
    arms: [
      { name: 'Niets', weight: 0.5 },
      ...interventions.map((intervention) => ({ name: intervention, intervention, weight: 0.25 }))
    ]
  });
  await (await register()).insert(trials).values(
    [design('brief'), design('bellen'), design('bellen', 'brief')].map((one, index) => ({
      id: randomUUID(),
      key: `list_${index}`,
      name: `Proef ${index}`,
      design: one,
      status: 'draft',
      createdBy: 'somebody',
      createdAt: new Date(AT.getTime() + index * 1_000)
    }))
  );
  expect((await approaches.trialsOf('brief')).map(({ key }) => key)).toEqual(['list_2', 'list_0']);
  expect(await approaches.trialsOf('naast')).toEqual([]);
});
