/** Outcomes of trials out of the evidence, and the trials that an intervention is an arm of. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import * as approaches from '#experiments/approaches.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { register } from '#store/register.server.ts';
import { trials } from '#store/tables.server.ts';
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
