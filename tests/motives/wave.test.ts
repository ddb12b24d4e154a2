/** What is told of waves: intervals that hold, changes that are none, what is asked differently, and small counts. */
import { expect, test } from 'vitest';
import { LADDERS, NO_OCCASION, NOTHING_YET } from '#adoption/ladder.ts';
import { isChange, MEASURES, placeCode, SEED, wavesOf, type Counted, type Measure } from '#motives/wave.ts';
import { STANDARD } from '#surveys/standard.ts';
import { fc } from '../property.ts';
import { LOOKED_AT, repeat, wave, type Setting } from './asked-twice.ts';

const LADDER = LADDERS.company;
const TIMES = 100;

const SETTINGS: readonly Setting[] = [
  { name: 'others each time', again: 0, anew: 0.6, shift: 0 },
  { name: 'some twice', again: 0.5, anew: 0.5, shift: 0 },
  { name: 'a panel', again: 1, anew: 0, shift: 0 }
];

// Oracle: what everybody would say. Who answers is no chance: those that came further do so more often.
test('where nothing changes a change is told about once in twenty times, whoever was asked twice', () => {
  const byChance = (rate: number, times: number) => Math.sqrt((rate * (1 - rate)) / times);
  const found = SETTINGS.flatMap((setting, index) => {
    const repeated = repeat(setting, TIMES, 300 + index);
    return LOOKED_AT.map((measure) => ({ ...repeated[measure], name: `${setting.name}, ${measure}` }));
  });
  for (const { name, inside, differenceInside, called } of found) {
    expect(inside, name).toBeGreaterThan(0.95 - 4 * byChance(0.95, TIMES));
    expect(differenceInside, name).toBeGreaterThan(0.95 - 4 * byChance(0.95, TIMES));
    expect(called, name).toBeLessThan(0.05 + 4 * byChance(0.05, TIMES));
  }
  // Both measures are of the same answers: three settings stand by themselves.
  const overall = (of: 'inside' | 'called') => found.reduce((sum, one) => sum + one[of], 0) / found.length;
  expect(overall('inside')).toBeGreaterThan(0.95 - 2.5 * byChance(0.95, 3 * TIMES));
  expect(overall('called')).toBeLessThan(0.05 + 2.5 * byChance(0.05, 3 * TIMES));
  expect(repeat({ ...SETTINGS[2]!, shift: 0.2 }, 30, 9).weten.called).toBeGreaterThan(0.8);
});

/** In one wave: `so` of `answers` do not know it, of organisations that had occasion and did nothing. */
const asked = (waves: number, at: number, answers: number, so: number, organisations = 500): Counted[] => {
  const stood = Array.from({ length: waves }, (_, index) =>
    index === at ? placeCode(NOTHING_YET, NOTHING_YET, false) : 0
  );
  const row = (said: number, many: number): Counted => ({
    stood,
    answered: said < 0 ? stood.map(() => 0) : stood,
    said: stood.map((_, index) => [index === at ? said : -1, -1, -1, -1]),
    organisations: many
  });
  return [row(1, so), row(0, answers - so), row(-1, organisations - answers)];
};
const told = (waves: readonly ReturnType<typeof wave>[], counted: readonly Counted[], measure: Measure = 'weten') =>
  wavesOf(LADDER, waves, counted, true).map(({ shares }) => shares.find((one) => one.measure === measure)!);

test('with fewer than twenty answers there is no share, and with a handful that say the one thing none is shown', () => {
  const waves = [wave('a'), wave('b'), wave('c')];
  const rows = [...asked(3, 0, 19, 10), ...asked(3, 1, 40, 31), ...asked(3, 2, 40, 30)];
  expect(told(waves, rows)).toMatchObject([
    { share: undefined, why: 'few', answered: 19 },
    { share: undefined, why: 'hidden', answered: 40, change: undefined },
    { share: { value: 0.75 }, why: undefined, answered: 40, change: undefined }
  ]);
});

test('what is asked otherwise is compared with the last wave that asked the same; what is erased is not told', () => {
  const other = structuredClone(STANDARD);
  other.questions[0]!.text = 'Wat vindt u van de Berichtenbox?';
  const waves = [wave('a'), wave('b', { definition: other }), wave('c'), wave('d', { isErased: true })];
  const rows = [0, 1, 2, 3].flatMap((at) => asked(4, at, 60, 30));
  const [, second, third, last] = told(waves, rows);
  expect(second!.change).toBeUndefined();
  expect(third!.change).toMatchObject({ since: 'a', value: 0, isPaired: false });
  expect(isChange(third!.change!)).toBe(false);
  expect(last).toMatchObject({ share: undefined, why: 'erased', change: undefined });
  // Open questions are no part of it: whether staff coded them yet is no change.
  const coded = structuredClone(STANDARD);
  coded.questions[1]!.options.push({ key: 'nieuw', text: 'Nieuw', says: [{ motive: 'weten', is: true }] });
  expect(
    told(
      [wave('a'), wave('b', { definition: coded })],
      [0, 1].flatMap((at) => asked(2, at, 60, 30))
    )[1]!.change
  ).toBeDefined();
  const mute = { ...STANDARD, questions: STANDARD.questions.filter(({ key }) => key === 'verplicht') };
  expect(told([wave('a', { definition: mute })], asked(1, 0, 60, 30))[0]).toMatchObject({ why: 'unasked' });
});

test('nothing is said of all companies when a part of them was not asked', () => {
  const outside: Counted = {
    stood: [placeCode(NO_OCCASION, NOTHING_YET, false)],
    answered: [0],
    said: [[-1, -1, -1, -1]],
    organisations: 300
  };
  expect(told([wave('a')], [...asked(1, 0, 60, 30), outside], 'all')[0]).toMatchObject({
    share: undefined,
    why: 'part'
  });
  expect(told([wave('a')], asked(1, 0, 60, 30), 'all')[0]!.share).toBeDefined();
  expect(SEED).toBeCloseTo(0.7, 10);
});

const both = <Value>(of: fc.Arbitrary<Value>) => fc.tuple(of, of);
const place = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 8, 11), fc.boolean())
  .map(([state, alone]) => (state === 0 ? 0 : placeCode(state, state, alone)));
const somebody = fc.record({
  stood: both(place),
  answered: both(place),
  said: both(fc.tuple(...[1, 2, 3, 4].map(() => fc.constantFrom(-1, -1, 0, 1)))),
  organisations: fc.constantFrom(1, 2, 5, 9, 14, 40)
});

test('no count that is shown, and none that is left over, is a handful', () => {
  const isHandful = (count: number) => count > 0 && count < 10;
  fc.assert(
    fc.property(fc.array(somebody, { maxLength: 12 }), (rows) => {
      for (const { nonUsers, registered, shares } of wavesOf(LADDER, [wave('a'), wave('b')], rows, true)) {
        const answered = (measure: Measure) => shares.find((one) => one.measure === measure)!.answered;
        const whole = (measure: Measure) => (measure === 'all' ? registered : nonUsers);
        const left = (all: number | undefined, part: number | undefined) =>
          all === undefined || part === undefined ? 0 : all - part;
        const counts = [
          nonUsers,
          registered,
          left(registered, nonUsers),
          left(answered('all'), answered('weten')),
          ...MEASURES.flatMap((measure) => [answered(measure), left(whole(measure), answered(measure))])
        ];
        expect(counts.filter((count) => count !== undefined && isHandful(count))).toEqual([]);
      }
    })
  );
});
