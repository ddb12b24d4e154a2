/** The lot of a list experiment: even, the same whatever the order, nobody twice, and clusters whole. */
import { expect, test } from 'vitest';
import { draw, type Lot, type Unit } from '#experiments/trial-draw.ts';
import { fc } from '../property.ts';

const lot = (more: Partial<Lot> = {}): Lot => ({ shares: [0.5, 0.5], seed: 1, batch: 1, clustered: false, ...more });

const unit = (index: number, more: Partial<Unit> = {}): Unit => ({
  organisation: String(1_000 + index),
  cluster: String(1_000 + index),
  stratum: `s${index % 7}`,
  state: 2 + (index % 4),
  sole: index % 3 > 0,
  ...more
});

const Units = fc.uniqueArray(
  fc.record({
    organisation: fc.nat(1_000_000).map(String),
    stratum: fc.constantFrom('bouw 1', 'bouw meer', 'ict 1', 'ict meer', ''),
    state: fc.integer({ min: 2, max: 7 }),
    sole: fc.boolean()
  }),
  { selector: ({ organisation }) => organisation, minLength: 2, maxLength: 120 }
);
const Shares = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 })
  .map((weights) => weights.map((weight) => weight / weights.reduce((a, b) => a + b)));

const counts = (found: ReadonlyMap<string, number>, arms: number, keep: (cluster: string) => boolean = () => true) => {
  const all = new Array<number>(arms).fill(0);
  for (const [cluster, arm] of found) if (keep(cluster)) all[arm]!++;
  return all;
};

test('in whatever order a list comes the lot is the same, and another seed gives another', () => {
  fc.assert(
    fc.property(Units, Shares, fc.nat(1e6), fc.boolean(), (some, shares, seed, clustered) => {
      const units = some.map((one) => ({ ...one, cluster: clustered ? one.stratum : one.organisation }));
      const given = lot({ shares, seed, clustered });
      const found = draw(units, given);
      const turned = draw([...units].reverse(), given);
      expect(new Map([...turned].sort())).toEqual(new Map([...found].sort()));
      expect(found.size).toBe(new Set(units.map(({ cluster }) => cluster)).size);
      for (const arm of found.values()) expect(shares[arm]).toBeGreaterThan(0);
    })
  );
  const many = Array.from({ length: 60 }, (_, index) => unit(index));
  expect(draw(many, lot({ seed: 2 }))).not.toEqual(draw(many, lot({ seed: 3 })));
  expect(draw(many, lot({ batch: 2 }))).not.toEqual(draw(many, lot()));
});

test('arms are even as a whole and within every stratum: never further off than the blocks at its ends', () => {
  fc.assert(
    fc.property(Units, fc.nat(1e6), fc.integer({ min: 2, max: 5 }), (some, seed, arms) => {
      const units = some.map((one) => ({ ...one, cluster: one.organisation }));
      const found = draw(units, lot({ seed, shares: Array.from({ length: arms }, () => 1 / arms) }));
      const whole = counts(found, arms);
      expect(Math.max(...whole) - Math.min(...whole)).toBeLessThanOrEqual(1);
      for (const [, members] of Map.groupBy(units, ({ stratum }) => stratum)) {
        const theirs = new Set(members.map(({ cluster }) => cluster));
        const within = counts(found, arms, (cluster) => theirs.has(cluster));
        expect(Math.max(...within) - Math.min(...within)).toBeLessThanOrEqual(2);
      }
    })
  );
});

test('every unit has the chance that was meant, also in a stratum of its own', () => {
  const units = Array.from({ length: 9 }, (_, index) => unit(index));
  const times = 6_000;
  const hits = new Map<string, number>();
  for (let seed = 1; seed <= times; seed++)
    for (const [cluster, arm] of draw(units, lot({ seed, shares: [0.25, 0.75] })))
      hits.set(cluster, (hits.get(cluster) ?? 0) + (arm === 0 ? 1 : 0));
  // Oracle: binomial, four and a half standard errors.
  for (const { cluster } of units) expect(Math.abs(hits.get(cluster)! / times - 0.25)).toBeLessThan(0.0252);
});

test('clusters are drawn whole, and more alike than by one lot', () => {
  const units = Array.from({ length: 600 }, (_, index) =>
    unit(index, { cluster: `c${Math.floor(Math.sqrt(index))}`, state: 2 + (Math.floor(Math.sqrt(index)) % 5) })
  );
  const apart = (found: ReadonlyMap<string, number>) => {
    const mean = (arm: number) => {
      const mine = units.filter(({ cluster }) => found.get(cluster) === arm);
      return { size: mine.length, state: mine.reduce((sum, { state }) => sum + state, 0) / mine.length };
    };
    return Math.abs(mean(0).size - mean(1).size);
  };
  let [best, single] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    const found = draw(units, lot({ seed, clustered: true }));
    expect(counts(found, 2)).toEqual([13, 12]);
    best += apart(found);
    // Without balance: the clusters as units of one stratum.
    const plain = units.map((one) => ({ ...one, stratum: '' }));
    single += apart(draw(plain, lot({ seed })));
  }
  expect(best).toBeLessThan(single / 2);
});

test('a second list goes along with the first: who was drawn stays, and who shares an intermediary follows', () => {
  const first = Array.from({ length: 40 }, (_, index) => unit(index, { cluster: `c${index % 10}` }));
  const before = draw(first, lot({ clustered: true }));
  const second = [
    ...first.slice(0, 5),
    ...Array.from({ length: 40 }, (_, index) => unit(100 + index, { cluster: `c${index % 20}` }))
  ];
  const after = draw(second, lot({ clustered: true, batch: 2, placed: before }));
  for (const [cluster, arm] of before) expect(after.get(cluster)).toBe(arm);
  const fresh = [...after].filter(([cluster]) => !before.has(cluster));
  expect(fresh).toHaveLength(10);
  expect(fresh.filter(([, arm]) => arm === 0)).toHaveLength(5);
});
