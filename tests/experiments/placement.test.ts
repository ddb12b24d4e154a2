import { GrowthBook } from '@growthbook/growthbook';
import { describe, expect, test } from 'vitest';
import { Design, type Experiment } from '#experiments/experiment.ts';
import { NEW, type State } from '#experiments/lifecycle.ts';
import { expectedShares, placement } from '#experiments/placement.ts';
import { checkedEntry, type Entry } from '#interventions/in-force.ts';

const NOW = new Date('2026-12-01T12:00:00Z');
const variant = (name: string, weight = 0.5) => ({ name, weight });

const experiment = (change: Partial<Design> = {}): Experiment => ({
  id: 'id',
  key: 'uitleg',
  site: 'plein',
  team: '',
  name: 'Uitleg',
  design: Design.parse({
    hypothesis: 'uitleg vooraf helpt bij het inloggen',
    motive: 'kunnen',
    touchpoint: { kind: 'page', urls: ['https://plein.example/start*'] },
    variants: [
      variant('Controle'),
      {
        ...variant('Nieuw'),
        change: { domMutations: [{ selector: 'h1', action: 'set', attribute: 'html', value: 'Zo' }] }
      }
    ],
    metric: 'box',
    effect: { size: 0.1, scale: 'relative' },
    end: '2027-01-01',
    ...change
  }),
  revision: 1,
  createdBy: 'x',
  createdAt: NOW,
  example: false
});
const state = (change: Partial<State>): State => ({ ...NEW, status: 'running', startedAt: NOW, since: NOW, ...change });

/** The same assignment as on a page, by the official SDK: the variation that each of many visitors gets, '' for none. */
function assigned(entry: Entry, count = 4_000): string[] {
  if (entry.target !== 'page') throw new Error('not a page');
  return Array.from({ length: count }, (_, index) => {
    let seen = '';
    const sdk = new GrowthBook({
      attributes: { id: `v${index}`, device: 'desktop' },
      url: 'https://plein.example/start',
      trackingCallback: (_experiment, result) => void (seen = result.key)
    });
    const [one] = entry.definition.experiments;
    const result = sdk.run({ ...one!, urlPatterns: one!.urlPatterns } as unknown as Parameters<GrowthBook['run']>[0]);
    return result.hashUsed ? seen : one!.force === undefined ? '' : `forced ${result.variationId}`;
  });
}
const share = (all: readonly string[], key: string) => all.filter((one) => one === key).length / all.length;

describe('what is in force', () => {
  test('is nothing before the start, while paused, and once it is decided or rolled back', () => {
    for (const status of ['draft', 'paused', 'decided', 'rolled_back', 'discarded'] as const)
      expect(placement(experiment(), state({ status }), NOW)).toEqual([]);
  });

  test('of a test divides the audience by the weights', () => {
    const all = assigned(placement(experiment({ share: 0.6 }), state({}), NOW)[0]!);
    expect(share(all, '0')).toBeCloseTo(0.3, 1);
    expect(share(all, '1')).toBeCloseTo(0.3, 1);
    expect(share(all, '')).toBeCloseTo(0.4, 1);
  });

  test('of a ramp gives ever more visitors the winner, and takes it from nobody who has it', () => {
    const steps = [0, 1, 2].map((step) =>
      assigned(placement(experiment(), state({ status: 'ramping', variant: 1, step }), NOW)[0]!)
    );
    expect(steps.map((all) => Math.round(share(all, '1') * 20) / 20)).toEqual([0.1, 0.25, 0.5]);
    steps.slice(1).forEach((all, index) =>
      all.forEach((key, visitor) => {
        if (steps[index]![visitor] === '1') expect(key).toBe('1');
      })
    );
    expect(expectedShares(experiment(), state({ status: 'ramping', variant: 1, step: 1 }), NOW)).toEqual([0.75, 0.25]);
  });

  test('of what is shipped gives it to everybody, and nobody reports it as seen', () => {
    const all = assigned(placement(experiment(), state({ status: 'in_force', variant: 1, step: 3 }), NOW)[0]!, 50);
    expect(new Set(all)).toEqual(new Set(['forced 1']));
  });

  test('is for the devices it was tried on, and for all only when that was chosen', () => {
    const narrow = experiment({ devices: ['mobile'] });
    const shipped = { status: 'in_force', variant: 1 } as const;
    const conditionOf = (change: Partial<State>) => {
      const [entry] = placement(narrow, state({ ...shipped, ...change }), NOW);
      return entry?.target === 'page' ? entry.definition.experiments[0]?.condition : 'no page';
    };
    expect(conditionOf({})).toEqual({ device: { $in: ['mobile'] } });
    expect(conditionOf({ widened: true })).toBeUndefined();
  });

  test('keeps the old version for a share, four weeks long', () => {
    const held = experiment({ holdout: 0.1 });
    const shipped = state({ status: 'in_force', variant: 1, step: 3 });
    expect(share(assigned(placement(held, shipped, NOW)[0]!), '0')).toBeCloseTo(0.1, 1);
    const later = new Date(NOW.getTime() + 28 * 86_400_000);
    expect(new Set(assigned(placement(held, shipped, later)[0]!, 20))).toEqual(new Set(['forced 1']));
  });

  test('of two in one layer never reaches the same visitor', () => {
    const [a, b] = [
      assigned(placement(experiment({ layer: 'start' }), state({ layerRange: [0, 0.5] }), NOW)[0]!),
      assigned(placement({ ...experiment({ layer: 'start' }), key: 'ander' }, state({ layerRange: [0.5, 1] }), NOW)[0]!)
    ];
    expect(a.some((key, visitor) => key !== '' && b[visitor] !== '')).toBe(false);
    expect(share(a, '')).toBeCloseTo(0.5, 1);
  });

  test('passes every check that it meets on its way to a site', () => {
    const feature = experiment({
      touchpoint: { kind: 'feature', feature: 'titel' },
      variants: [
        { ...variant('Controle'), value: 'oud' },
        { ...variant('Nieuw'), value: { tekst: 'nieuw' } }
      ],
      devices: ['mobile']
    });
    for (const status of ['running', 'ramping', 'in_force'] as const)
      for (const one of [experiment({ survey: true }), feature, experiment({ layer: 'a', devices: ['mobile'] })])
        for (const entry of placement(one, state({ status, variant: 1, layerRange: [0, 1] }), NOW))
          expect(checkedEntry(entry)).toHaveProperty('entry');
  });
});
