import { sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import * as sites from '#events/sites.server.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { Review } from '#experiments/review.ts';
import * as reviews from '#experiments/reviews.server.ts';
import { Restated } from '#experiments/restating.ts';
import * as inForce from '#interventions/in-force.server.ts';
import { register } from '#store/register.server.ts';
import { insertLines } from '#store/warehouse.server.ts';
import { addDays, dayOf } from '#time/day.ts';
import { useStores } from '../stores.ts';

useStores();

const NOW = Date.now();
const DAY = 86_400_000;
const later = (days: number) => new Date(NOW + days * DAY);
const deed = (why = '') => ({ by: 'tester', at: new Date(NOW), why });

beforeAll(async () => {
  await sites.create({ name: 'Plein', origins: ['https://plein.example'], events: [], team: 'Loket' });
});

const design = (change: object = {}) => ({
  hypothesis: 'een duidelijke kop helpt bij het versturen',
  motive: 'kunnen',
  touchpoint: { kind: 'page', urls: ['https://plein.example/start*'] },
  variants: [
    { name: 'Controle', weight: 0.5 },
    {
      name: 'Nieuw',
      weight: 0.5,
      change: { domMutations: [{ selector: 'h1', action: 'set', attribute: 'html', value: 'Zo' }] }
    }
  ],
  metric: 'form_submitted',
  effect: { size: 0.15, scale: 'absolute' },
  end: addDays(dayOf(NOW), 30),
  assumedBaseline: 0.3,
  ramp: [1],
  preAuthorised: true,
  ...change
});
const made = (name: string, change: object = {}) =>
  experiments.create({ name, site: 'plein', team: '', design: design(change) }, 'tester', new Date(NOW));

/** So many visitors in each variant, and shares of them that do things. */
async function visit(key: string, units: readonly number[], chances: Record<string, readonly number[]>) {
  const lines = units.flatMap((count, variation) =>
    Array.from({ length: count }, (_, index) => {
      const visitor = Number.parseInt(randomUUID().slice(0, 8), 16) * 1000 + variation;
      const row = (name: string, at: number, properties = {}) =>
        JSON.stringify({
          id: randomUUID(),
          source: 'plein',
          name,
          at,
          received_at: at,
          actor: visitor,
          organisation: 0,
          visitor,
          session: 1,
          host: 'plein.example',
          path: '/start',
          properties
        });
      const seen = row('experiment_viewed', NOW + 1000, {
        experiment: key,
        variation: String(variation),
        unit: 'visitor'
      });
      const did = Object.entries(chances).flatMap(([name, chance]) =>
        index < count * (chance[variation] ?? 0) ? [row(name, NOW + 60_000)] : []
      );
      return [seen, ...did];
    }).flat()
  );
  await insertLines('events', lines.join('\n'), randomUUID());
}

describe('an experiment in the register', () => {
  test('starts with its plan registered and its variants in force; looked at daily, ships what is better by itself', async () => {
    const { key } = await made('Beter');
    await experiments.act(key, { kind: 'start' }, deed());
    const [plan] = await ledger.of(key);
    expect(plan).toMatchObject({ kind: 'plan', content: { evidence: { plan: { baseline: 0.3, measured: false } } } });
    expect((await inForce.current({ owner: key })).length).toBe(1);

    await visit(key, [250, 250], { form_submit: [0.3, 0.6] });
    expect(await reviews.review(later(10))).toEqual([]);
    expect((await experiments.one(key)).state.status).toBe('running');
    expect(await reviews.review(later(15))).toEqual([]);
    const { state } = await experiments.one(key);
    expect(state).toMatchObject({ status: 'in_force', verdict: 'ship', variant: 1 });

    const records = await ledger.of(key);
    expect(records.map(({ kind }) => kind)).toEqual(['plan', 'review', 'review', 'decision', 'ship']);
    const last = records[2]!;
    expect(Review.parse(last.content).sentence).toMatch(
      /Variant ‘Nieuw’ is beter: Formulier verstuurd gaat van 30,0% naar 60,0%/
    );
    expect(reviews.holds(last, await experiments.one(key))).toBe(true);
    const content = records[4]!.content as { evidence: { restated: unknown } };
    const restated = Restated.parse(content.evidence.restated);
    expect(restated.effect).toBeLessThanOrEqual(0.3);

    await experiments.act(key, { kind: 'roll_back' }, deed('toch niet'));
    expect(await inForce.current({ owner: key })).toEqual([]);
  });

  test('blocked by a broken split goes on without a verdict; harm to a guardrail pauses it', async () => {
    const broken = (await made('Scheef')).key;
    await experiments.act(broken, { kind: 'start' }, deed());
    await visit(broken, [300, 150], { form_submit: [0.3, 0.6] });
    const harming = (await made('Schade', { guardrails: [{ metric: 'form_errors', margin: 0.2 }] })).key;
    await experiments.act(harming, { kind: 'start' }, deed());
    await visit(harming, [250, 250], { form_submit: [0.3, 0.6], form_error: [0.1, 0.5] });
    expect(await reviews.watch(later(8))).toEqual([]);
    expect((await experiments.one(harming)).state.status).toBe('paused');
    expect(await inForce.current({ owner: harming })).toEqual([]);
    await reviews.review(later(20));
    const { state } = await experiments.one(broken);
    expect(state.status).toBe('running');
    const review = Review.parse((await ledger.last(broken, 'review'))!.content);
    expect(review.decision).toEqual({ verdict: 'blocked', reason: 'sample_ratio' });
  });

  test('of two who act at once, one succeeds', async () => {
    const { key } = await made('Tegelijk');
    const both = await Promise.allSettled([
      experiments.act(key, { kind: 'start' }, deed()),
      experiments.act(key, { kind: 'discard' }, deed())
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await experiments.one(key)).history).toHaveLength(1);
  });

  test('of two who change a draft, the second is told', async () => {
    const { key } = await made('Ontwerp');
    await experiments.save(key, 1, design({ end: addDays(dayOf(NOW), 40) }));
    await expect(experiments.save(key, 1, design())).rejects.toMatchObject({ code: 'changed_meanwhile' });
    await experiments.act(key, { kind: 'start' }, deed());
    await expect(experiments.save(key, 2, design())).rejects.toMatchObject({ code: 'not_a_draft' });
  });

  test('cannot start unsound: without a change, without the parts of a notification that the law wants', async () => {
    const empty = await made('Leeg', {
      variants: [
        { name: 'a', weight: 0.5 },
        { name: 'b', weight: 0.5 }
      ]
    });
    await expect(experiments.act(empty.key, { kind: 'start' }, deed())).rejects.toMatchObject({
      code: 'design_unsound',
      message: expect.stringContaining('variant_empty') as string
    });
    const body = '{nature} {reaction_expected} {term}';
    const notification = await made('Kennisgeving', {
      touchpoint: { kind: 'notification', feature: 'kennisgeving' },
      variants: [
        { name: 'a', weight: 0.5, value: { subject: 'Bericht', body } },
        { name: 'b', weight: 0.5, value: { subject: 'Bericht', body: '{nature} {term}' } }
      ]
    });
    expect(await experiments.obstacles(notification, new Date(NOW))).toEqual([
      'notification_reaction_expected',
      'legal_check_missing',
      'feature_unknown'
    ]);
  });

  test('of which the variants cannot be put in force is not started by half', async () => {
    const { key } = await made('Weg', {
      variants: [
        { name: 'Controle', weight: 0.5 },
        { name: 'Elders', weight: 0.5, change: { urlRedirect: 'https://elders.example/' } }
      ]
    });
    await expect(experiments.act(key, { kind: 'start' }, deed())).rejects.toMatchObject({ code: 'redirect_strays' });
    const { state, history } = await experiments.one(key);
    expect({ status: state.status, history, records: await ledger.of(key) }).toEqual({
      status: 'draft',
      history: [],
      records: []
    });
  });

  test('in a full layer cannot start', async () => {
    const start = async (name: string, share: number) =>
      experiments.act((await made(name, { layer: 'kop', share })).key, { kind: 'start' }, deed());
    expect((await start('Laag 1', 0.6)).state.layerRange).toEqual([0, 0.6]);
    expect((await start('Laag 2', 0.4)).state.layerRange).toEqual([0.6, 1]);
    await expect(start('Laag 3', 0.1)).rejects.toMatchObject({ code: 'layer_full' });
  });
});

describe('the ledger', () => {
  test('is a whole chain, and cannot be changed without being found out', async () => {
    const { records, broken } = await ledger.verify();
    expect(records).toBeGreaterThan(5);
    expect(broken).toBeUndefined();
    // What a page shows is the same, also when it goes on where it was.
    expect(await ledger.verifiedLately()).toEqual({ records, broken });
    expect(await ledger.verifiedLately()).toEqual({ records, broken });
    const database = await register();
    const change = (statement: ReturnType<typeof sql>) =>
      database.execute(statement).then(
        () => 'done',
        (error: unknown) => String((error as { cause?: unknown }).cause ?? error)
      );
    expect(await change(sql`UPDATE evidence SET by = 'x' WHERE number = 2`)).toMatch('appended to');
    expect(await change(sql`DELETE FROM transitions`)).toMatch('appended to');
    expect(await change(sql`TRUNCATE evidence`)).toMatch('appended to');
    // Whoever owns the database can still do it; the chain tells.
    await change(sql`ALTER TABLE evidence DISABLE TRIGGER USER`);
    await change(sql`UPDATE evidence SET by = 'x' WHERE number = 2`);
    expect(await ledger.verify()).toEqual({ records, broken: 2 });
  });
});
