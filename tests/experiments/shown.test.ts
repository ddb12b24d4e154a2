/** What of experiments is hidden before it leaves the server. */
import { expect, test } from 'vitest';
import type { Looked } from '#experiments/drawing.server.ts';
import { shownCompared, shownLooked, shownProgress, shownStepped } from '#experiments/shown.server.ts';

const looked: Looked = {
  received: 100,
  refused: 0,
  twice: 0,
  left: { unregistered: 0, idle: 12, user: 1, reached: 0, blocked: 30, elsewhere: 0, nowhere: 0 },
  known: 0,
  fresh: 57,
  clusters: 57,
  sharing: 0,
  feasibility: {
    organisations: 57,
    clusters: undefined,
    baseline: 0,
    needed: undefined,
    neededClusters: undefined,
    designEffect: 1,
    detectable: undefined,
    feasible: false
  }
};

test('a reason that holds for one is hidden with the next smallest, and with those that hold for nobody', () => {
  const { left, fresh } = shownLooked('company', looked, false);
  expect(left).toEqual({ blocked: 30 });
  expect(fresh).toBe(57);
  expect(shownLooked('authority', looked, false)).toMatchObject({ left: looked.left, fresh: 57 });
  // Nine that may take part are told of neither as such nor through what would be found with them.
  const few = { ...looked, fresh: 9 };
  expect(shownLooked('company', few, false)).toMatchObject({ fresh: undefined, feasibility: undefined });
});

test('how many share an intermediary is told with neither it nor its complement a handful', () => {
  const sharing = (count: number) => shownLooked('company', { ...looked, sharing: count }, true).sharing;
  expect([0, 9, 10, 47, 48, 57].map(sharing)).toEqual([0, undefined, 10, 47, undefined, 57]);
});

test('a count goes with what is left of its whole', () => {
  const arms = [{ name: 'bellen', members: 40, clusters: 40, reached: 35, missed: 12 }];
  const { arms: shown, before } = shownProgress('company', { arms, before: 3, contaminated: 0, neighbours: 11 });
  expect(shown).toEqual([{ name: 'bellen', members: 40, clusters: 40, reached: undefined, missed: 12 }]);
  expect(before).toBeUndefined();
});

test('a turn is hidden on both sides, and what comes after it until ten came', () => {
  const cell = (sum: number, size: number) => ({ sum, size });
  const turn = (having: [number, number], waiting: [number, number]) => ({
    begun: '2026-06-01',
    ended: '2026-06-29',
    having: cell(...having),
    waiting: cell(...waiting)
  });
  const turns = [
    turn([4, 50], [0, 150]),
    turn([12, 100], [10, 96]),
    turn([15, 120], [11, 54]),
    turn([20, 154], [0, 0])
  ];
  const effect = { estimate: 0.1, low: 0.05, high: 0.2, pValue: 0.01 };
  const outcome = { clusters: 200, ready: '2026-10-01', turns, effect };
  const shown = shownStepped('company', outcome, true);
  expect(shown.turns.map(({ having, waiting }) => [having !== undefined, waiting !== undefined])).toEqual([
    [false, false],
    [false, false],
    [true, true],
    [true, true]
  ]);
  expect(shown).toMatchObject({ effect, side: 'better' });
  expect(shownStepped('company', outcome, false)).toMatchObject({ effect: undefined, side: undefined });
  const handful = { ...outcome, turns: [turn([4, 50], [20, 150])] };
  expect(shownStepped('company', handful, true)).toMatchObject({ effect: undefined, side: 'better' });
  expect(shownStepped('authority', handful, true)).toMatchObject({ effect, turns: handful.turns });
});

test('before and after keep their verdict and lose their estimate where a group is a handful', () => {
  const difference = { estimate: 0.1, low: 0.05, high: 0.2, pValue: 0.01 };
  const course = {
    approached: [
      { sum: 20, size: 100 },
      { sum: 7, size: 100 }
    ],
    others: [
      { sum: 20, size: 100 },
      { sum: 20, size: 100 }
    ]
  };
  const compared = {
    approached: 2,
    others: 2,
    course,
    effect: difference,
    trends: undefined,
    alike: undefined,
    verdict: 'better' as const
  };
  expect(shownCompared('company', compared, 1)).toMatchObject({
    effect: undefined,
    hides: true,
    verdict: 'better',
    course: { approached: [course.approached[0], undefined], others: course.others }
  });
  expect(shownCompared('department', compared, 1)).toMatchObject({ effect: difference, course });
});
