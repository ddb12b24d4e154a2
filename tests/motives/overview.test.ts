/** What is told of motives against whoever subtracts: nothing of fewer than ten companies is left over. */
import { expect, test } from 'vitest';
import { LADDERS, NOTHING_YET } from '#adoption/ladder.ts';
import { FOLDS, nonUsers, sum, type Cell } from '#motives/cell.ts';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
import { learn } from '#motives/learning.ts';
import { overviewOf } from '#motives/overview.ts';
import { holdsOf } from '#motives/rule.ts';
import { MOTIVES } from '#surveys/motive.ts';
import { fc } from '../property.ts';

const RULES = DEFAULT_RULES.company;
const LADDER = LADDERS.company;
const READ = { reached: 1, visits: 2, informed: 1 };
const FAILED = { ...READ, login_started: 1, login_failed: 2, means_missing: 2 };

const cell = fc
  .record({
    signals: fc.constantFrom({}, READ, FAILED, { ...FAILED, obligations: 1 }, { ...READ, login_started: 1 }),
    sector: fc.constantFrom('F Bouw', 'G Handel'),
    size: fc.constantFrom('1', '2'),
    // Without occasion, non-users, users and who stopped.
    state: fc.constantFrom(1, NOTHING_YET, 3, 4, 5, 5, 9, 10, 11),
    said: fc.tuple(...MOTIVES.map(() => fc.constantFrom(-1, -1, 0, 1))),
    fold: fc.integer({ min: 0, max: FOLDS - 1 }),
    organisations: fc.constantFrom(1, 2, 3, 7, 12, 40)
  })
  .map(({ signals, ...more }): Cell => ({ ...more, region: '', holds: holdsOf(RULES, signals) }));

const isHandful = (count: number) => count > 0 && count < 10;
/** What is left of a whole when what is shown of it is taken off. */
const left = (whole: number | undefined, parts: readonly (number | undefined)[]) =>
  whole === undefined ? 0 : whole - parts.reduce<number>((so, part) => so + (part ?? 0), 0);

test('nothing that is shown, and nothing that is left over, is a handful', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 14 }), (cells) => {
      const told = overviewOf(learn(RULES, nonUsers(LADDER, cells)), LADDER, cells, true);
      const { registered, withoutOccasion, users, lapsed, nonUsers: never } = told;
      const parts = [withoutOccasion, users, lapsed, never];
      const counts = [
        registered,
        ...parts,
        left(registered, parts),
        ...told.shares.flatMap(({ has, answered }) =>
          [has, answered].flatMap((one) => [one, one && left(never, [one])])
        ),
        told.unknown,
        told.unknown && left(never, [told.unknown]),
        told.obliged.fact && left(never, [told.obliged.fact]),
        told.obliged.said && left(told.obliged.asked, [told.obliged.said]),
        ...told.layers.flatMap(({ organisations, answered }) => [
          organisations,
          answered,
          answered === undefined ? undefined : left(organisations, [answered])
        ]),
        left(
          told.layers.length > 0 ? never : undefined,
          told.layers.map(({ organisations }) => organisations)
        ),
        ...told.conflicts.flatMap(({ answers, conflicting }) => [
          conflicting,
          conflicting === undefined ? undefined : left(answers, [conflicting])
        ]),
        ...told.shares.map(({ motive, has }) => {
          const own = told.aspects.filter((one) => one.motive === motive);
          return own.length === 0
            ? undefined
            : left(
                has,
                own.map(({ organisations }) => organisations)
              );
        }),
        ...told.aspects.map(({ organisations }) => organisations)
      ];
      expect(counts.filter((one) => one !== undefined && isHandful(one))).toEqual([]);
    }),
    { numRuns: 150 }
  );
});

test('of a handful of non-users nothing is told but that; of bodies, which are no persons, all is', () => {
  const nine: Cell = {
    region: '',
    sector: 'F Bouw',
    size: '1',
    state: 5,
    holds: holdsOf(RULES, FAILED),
    said: [0, 0, 1, -1],
    fold: 1,
    organisations: 9
  };
  const told = overviewOf(learn(RULES, [nine]), LADDER, [nine], true);
  expect(told).toMatchObject({ nonUsers: undefined, registered: undefined, shares: [], aspects: [], layers: [] });
  expect(JSON.stringify(told)).not.toContain('9');
  const open = overviewOf(learn(RULES, [nine]), LADDER, [nine], false);
  expect(open.nonUsers).toBe(sum([nine]));
  expect(open.shares[2]).toMatchObject({ has: 9, answered: 9, powered: undefined });
});
