/** What other rules would change, out of the warehouse: against the pure rules, and against who an oracle here says would move. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import * as cells from '#motives/cells.server.ts';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
import * as evidence from '#motives/evidence.server.ts';
import * as motives from '#motives/motives.server.ts';
import { MAINS } from '#motives/moves.ts';
import * as reach from '#motives/reach.server.ts';
import { holds, holdsOf, type RuleSet } from '#motives/rule.ts';
import * as rules from '#motives/rules.server.ts';
import { MOST, SIGNALS } from '#motives/signal.ts';
import { insertRows } from '#store/warehouse.server.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';
import { put, type Department } from './registry.ts';
import { ruleSets, signalsOf } from './rule-sets.ts';

useStores();

const NAMES = SIGNALS.department.map(({ name }) => name);
const department: fc.Arbitrary<Department> = fc.record({
  occasion: fc.constantFrom(true, true, true, false),
  presentations: fc.nat(4),
  mailed: fc.nat(2),
  handled: fc.constantFrom(0, 0, 0, 0, 1)
});
/** Had occasion and never used the box; no occasion and no deeds is nobody, and use is occasion too. */
const isNonUser = ({ occasion, handled }: Department) => occasion && handled === 0;

/** What is put in here counts, also when it is counted out of the deeds meanwhile. */
const HOUR = 3_600_000;

async function force(next: RuleSet): Promise<void> {
  await rules.save(next, (await rules.inForce('department')).version, 'Om te proberen.', 'test');
}

test('the engine says of which rules hold what the pure rules say, of anything that was counted', async () => {
  const all = Array.from({ length: 30 }, (): Department => ({
    occasion: true,
    presentations: 0,
    mailed: 0,
    handled: 0
  }));
  await put(all);
  const keys = all.map((_, index) => String(index + 1));
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(signalsOf('department'), { minLength: 30, maxLength: 30 }),
      ruleSets('department'),
      async (counted, given) => {
        // Never the same as those in force.
        const next = {
          ...given,
          rules: given.rules.map((rule, place) => ({ ...rule, title: `Regel ${++round} ${place}` }))
        };
        await insertRows(
          'motive_signals',
          counted.map((own, index) => ({
            population: 'department',
            organisation: keys[index]!,
            at: '2149-01-01',
            signals: NAMES.map((name) => own[name]!),
            computed_at: Date.now() + HOUR + ++round
          })),
          randomUUID()
        );
        await force(next);
        await cells.count({ now: true });
        const told = new Map((await evidence.of('department', keys)).map((one) => [one.organisation, one]));
        const expected = counted.map((own) => holdsOf(next, own));
        for (const [index, key] of keys.entries()) {
          const { rules: held, signals: seen } = told.get(key)!;
          expect(Object.fromEntries(seen.map(({ name, times }) => [name, times]))).toEqual(counted[index]);
          expect(held).toEqual(next.rules.filter((_, place) => holds(expected[index]!, place)));
        }
        const { version } = (await motives.model('department'))!;
        expect(await reach.of(version, next)).toEqual(
          next.rules.map((_, place) => expected.filter((bits) => holds(bits, place)).length)
        );
      }
    ),
    { numRuns: runs(6), endOnFailure: true }
  );
});

/** Whoever had at least so many presentations knows; of all others nothing is said. */
const knows = (least: number): RuleSet => ({
  population: 'department',
  base: { weten: -1, willen: -6, kunnen: -6 },
  label: 0.5,
  rules: [
    {
      key: 'presented',
      title: 'Presentatie bijgewoond',
      motive: 'weten',
      when: [{ signal: 'presentation', least, most: MOST }],
      does: { weighs: 6 }
    }
  ]
});

test('another threshold moves exactly those between the thresholds, and the same rules move nobody', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(department, { minLength: 20, maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      async (all, was, becomes) => {
        await put(all);
        const own = all.filter(isNonUser);
        await force({ ...DEFAULT_RULES.department, label: 0.55 });
        await force(knows(was));
        const told = await evidence.preview(knows(becomes));
        const place = (least: number, { presentations }: Department) =>
          MAINS.indexOf(presentations >= least ? 'weten' : undefined);
        expect(told.table).toEqual(
          MAINS.map((_, from) =>
            MAINS.map((__, to) => own.filter((one) => place(was, one) === from && place(becomes, one) === to).length)
          )
        );
        expect(told.changed).toBe(own.filter((one) => place(was, one) !== place(becomes, one)).length);
        expect(told.shares.map(({ was: now, becomes: then }) => [now.has, then.has])).toEqual([
          [was, becomes].map((least) => own.filter(({ presentations }) => presentations >= least).length),
          [0, 0],
          [0, 0]
        ]);
        // Nothing of it was kept.
        expect((await rules.inForce('department')).rules).toEqual(knows(was));

        const same = await evidence.preview(knows(was), [{ signals: { presentation: was }, sector: '', size: '' }]);
        expect(same.changed).toBe(0);
        for (const { was: now, becomes: then } of same.shares) expect(then).toEqual(now);
        expect(same.trials[0]!.was).toEqual(same.trials[0]!.becomes);
        expect(same.trials[0]!.was.main).toBe('weten');
      }
    ),
    { numRuns: runs(4), endOnFailure: true }
  );
});
