/** Groups that are drawn as a whole, from what the SDK reports to what is put into production. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { answerTrack } from '#events/door.server.ts';
import * as events from '#events/events.server.ts';
import * as sites from '#events/sites.server.ts';
import { draw } from '#experiments/draw.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { exposuresInGroups } from '#experiments/outcomes.server.ts';
import { Review } from '#experiments/review.ts';
import * as reviews from '#experiments/reviews.server.ts';
import * as features from '#interventions/features.server.ts';
import * as inForce from '#interventions/in-force.server.ts';
import { visitorKey } from '#store/pseudonym.server.ts';
import { ask, insertLines } from '#store/warehouse.server.ts';
import { addDays, dayOf } from '#time/day.ts';
import { useStores } from '../stores.ts';
import { BY_GROUP } from './grouping.ts';

useStores();

const NOW = Date.now();
const DAY = 86_400_000;
const later = (days: number) => new Date(NOW + days * DAY);
const GROUPS = Array.from({ length: 14 }, (_, index) => `Gemeente ${index}`);
const MEMBERS = 30;

let key = '';
beforeAll(async () => {
  const site = await sites.create({ name: 'Plein', origins: ['https://plein.example'], events: [], team: 'Loket' });
  key = site.key;
  await features.create(
    { key: 'kop', description: 'Kop boven het formulier', defaultValue: 'oud', sites: ['plein'] },
    { by: 'tester', at: new Date(NOW), why: '' }
  );
});

const design = {
  ...BY_GROUP,
  effect: { size: 0.3, scale: 'absolute' },
  end: addDays(dayOf(NOW), 30),
  assumedBaseline: 0.3,
  preAuthorised: true,
  groups: { attribute: 'gemeente', list: GROUPS.map((name) => ({ name, figures: [MEMBERS] })) }
};

/** As growthbookTrackingPlugin sends that somebody of a group saw a variant. */
const seen = (experiment: string, group: string, member: string, variation: number) => ({
  event_name: 'Experiment Viewed',
  properties_json: {
    experimentId: experiment,
    variationId: String(variation),
    hashAttribute: 'gemeente',
    hashValue: group
  },
  device_id: member,
  url: 'https://plein.example/start',
  context_json: { gemeente: group }
});
const report = async (body: unknown[]) => {
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const request = { method: 'POST', key, origin: 'https://plein.example', agent, language: 'nl' };
  const answer = await answerTrack({ ...request, body: JSON.stringify(body) });
  expect(answer).toMatchObject({ status: 202 });
  expect(JSON.parse(answer.body)).toMatchObject({ refused: [] });
};

const submitted = (member: string) =>
  JSON.stringify({
    id: randomUUID(),
    source: 'plein',
    name: 'form_submit',
    at: Date.now() + 60_000,
    received_at: Date.now() + 60_000,
    actor: visitorKey(member),
    organisation: 0,
    visitor: visitorKey(member),
    session: 1,
    host: 'plein.example',
    path: '/start',
    properties: {}
  });

test('what works ships by itself; who saw something else than the group drew is left out and told', async () => {
  const experiment = await experiments.create(
    { name: 'Kop', site: 'plein', team: '', design },
    'tester',
    new Date(NOW)
  );
  await experiments.act(experiment.key, { kind: 'start' }, { by: 'tester', at: new Date(NOW), why: '' });
  const { allocation } = draw(experiment)!;
  const did: string[] = [];
  const views = GROUPS.flatMap((group, place) =>
    Array.from({ length: MEMBERS }, (_, index) => {
      const member = `${place}-${index}`;
      // Groups differ by themselves: 30% and up to 10 points more, and 50 points with the variant.
      const chance = 0.3 + (place % 3) * 0.05 + (allocation[place] ? 0.5 : 0);
      if (index < chance * MEMBERS) did.push(submitted(member));
      return seen(experiment.key, group, member, allocation[place] ? 1 : 0);
    })
  );
  await report(views);
  // Comes twice, and counts once.
  await report(views.slice(0, 100));
  // Somebody of two groups, somebody who saw what the group did not draw, somebody of a group that takes no part.
  await report([
    seen(experiment.key, GROUPS[0]!, 'reiziger', allocation[0] ? 1 : 0),
    seen(experiment.key, GROUPS[1]!, 'reiziger', allocation[1] ? 1 : 0),
    seen(experiment.key, GROUPS[2]!, 'dwaler', allocation[2] ? 0 : 1),
    seen(experiment.key, 'Elders', 'vreemde', 1)
  ]);
  await insertLines('events', did.join('\n'), randomUUID());
  await events.flush();

  // The name of a group is kept under a pseudonym.
  const stored = await ask(
    `SELECT DISTINCT properties['group'] AS kept FROM events WHERE name = 'experiment_viewed'`,
    {},
    z.object({ kept: z.string() })
  );
  expect(stored).toHaveLength(GROUPS.length + 1);
  expect(stored.every(({ kept }) => /^[a-p]{16}$/.test(kept))).toBe(true);

  expect(await reviews.review(later(10))).toEqual([]);
  expect((await experiments.one(experiment.key)).state.status).toBe('running');
  expect(await reviews.review(later(15))).toEqual([]);
  const known = await experiments.one(experiment.key);
  expect(known.state).toMatchObject({ status: 'in_force', verdict: 'ship', variant: 1 });

  const records = await ledger.of(experiment.key);
  const last = records.findLast(({ kind }) => kind === 'review')!;
  const { evidence } = Review.parse(last.content);
  const treated = allocation.filter(Boolean).length;
  expect(evidence.quality).toMatchObject({
    verdict: 'fine',
    observed: [GROUPS.length - treated, treated],
    expected: [GROUPS.length - treated, treated],
    strays: 1,
    severalVariants: 1,
    withoutUnit: 1
  });
  expect(evidence.units).toBe(GROUPS.length * MEMBERS);
  const [comparison] = evidence.metrics[0]!.comparisons;
  expect(comparison!.groups).toMatchObject({ byLot: true, control: GROUPS.length - treated, treatment: treated });
  expect(comparison!.control.n + comparison!.treatment.n).toBe(GROUPS.length * MEMBERS);
  expect(reviews.holds(last, known)).toBe(true);

  // For the groups of the list; wider is a choice of its own.
  const [entry] = await inForce.current({ owner: experiment.key });
  expect(entry!.definition).toEqual({ rules: [{ condition: { gemeente: { $in: GROUPS } }, force: 'nieuw' }] });
});

test('of an experiment that nobody saw there is nothing', async () => {
  const question = { experiment: 'niemand', unit: 'visitor' as const, arms: ['0', '1'], since: 0, until: NOW };
  const drawn = { attribute: 'gemeente', names: GROUPS, arms: GROUPS.map((_, index) => String(index % 2)) };
  expect(await exposuresInGroups({ ...question, drawn })).toEqual({
    units: { 0: 0, 1: 0 },
    severalVariants: 0,
    withoutUnit: 0,
    groups: { seen: { 0: 0, 1: 0 }, strays: 0 }
  });
});
