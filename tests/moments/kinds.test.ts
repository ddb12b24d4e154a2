/** The rule of each kind: what is a candidate, when, with which chance, and what never is one. */
import { describe, expect, test } from 'vitest';
import type { Comparison } from '#experiments/evidence.ts';
import { Design } from '#experiments/experiment.ts';
import { fold, type Transition } from '#experiments/lifecycle.ts';
import { STANDARD_METRICS } from '#experiments/metric.ts';
import { Review } from '#experiments/review.ts';
import { TrialOutcome } from '#experiments/trial.ts';
import { choose, type Candidate } from '#moments/candidate.ts';
import { candidatesOf as ofChannels, type Through } from '#moments/channel.ts';
import { ofContacts, ofVariant, tipOf } from '#moments/heard.ts';
import { MEASURES, type Measure, type Told, type WaveTold } from '#motives/wave.ts';
import { digitalTeams, firstMessages, roundMessages, roundRegulars } from '#moments/milestone.ts';
import { Facts } from '#moments/moment.ts';
import { candidatesOf as ofMotives, chanceOf as chanceOfMotive } from '#moments/motive-shift.ts';
import { before, endingIn, quarterOf } from '#moments/quarter.ts';
import { candidatesOf as ofRecords, isSeason, type Week } from '#moments/record.ts';
import { candidatesOf as ofShifts, type Part } from '#moments/shift.ts';
import { candidatesOf as ofTrial, type Doer } from '#moments/trial.ts';
import { candidatesOf as ofExperiment, chanceOf, type Ended } from '#moments/tried.ts';
import { byWeek } from '#moments/week.ts';
import { binomialTwoSided } from '#statistics/binomial.ts';
import { normalSurvival } from '#statistics/distribution.ts';
import { addDays, daysBetween, mondayOf } from '#time/day.ts';
import { fc } from '../property.ts';

const subjects = (all: readonly Candidate[]) => all.map(({ subject }) => subject);
/** What is told has every part, in both languages, without a hole where a figure or name should be. */
function expectTold(all: readonly Candidate[]): void {
  for (const one of all) {
    const facts = Facts.parse(one.tell());
    for (const language of ['nl', 'en'] as const)
      for (const part of [facts.what, facts.whom, facts.known, facts.unknown, facts.next]) {
        expect(part[language].length, one.subject).toBeGreaterThan(1);
        expect(part[language]).not.toMatch(/undefined|NaN|Infinity|\{|\}|\s{2}/);
      }
    expect(mondayOf(one.day) === one.week || one.kind === 'shift' || one.kind === 'channel').toBe(true);
  }
}

describe('experiments', () => {
  const AT = Date.parse('2026-05-06T08:00:00Z');
  const comparison = (effect: number, more: Partial<Comparison> = {}): Comparison => ({
    variant: 1,
    control: { n: 1_000, value: 0.3 },
    treatment: { n: 1_000, value: 0.3 + effect },
    effect,
    standardError: 0.02,
    interval: { low: effect - 0.04, high: effect + 0.04 },
    boundary: 2,
    conclusion: 'unclear',
    ...more
  });
  const DESIGN = Design.parse({
    hypothesis: 'Met een stappenplan haken minder bedrijven af.',
    motive: 'kunnen',
    touchpoint: { kind: 'page', urls: ['site.example/*'] },
    variants: [
      { name: 'Zoals het was', weight: 0.5 },
      { name: 'Stappenplan', weight: 0.5 }
    ],
    metric: 'form_submitted',
    effect: { size: 0.05, scale: 'absolute' },
    end: '2026-06-01',
    ramp: [1]
  });
  const step = (number: number, action: string, details: object = {}): Transition => ({
    number,
    at: new Date(AT + number * 86_400_000),
    by: 'x',
    action,
    from: '',
    to: '',
    why: action === 'roll_back' ? 'Meer fouten.' : '',
    details: { ...details }
  });
  function ended(
    history: Transition[],
    comparisons: Comparison[],
    more: { design?: Partial<Design>; quality?: object } = {}
  ): Ended {
    const design = { ...DESIGN, ...more.design };
    const experiment = {
      id: '1',
      key: 'stappenplan',
      site: 'loket',
      team: 'Loket',
      name: 'Stappenplan vooraf',
      design,
      revision: 1,
      createdBy: 'x',
      createdAt: new Date(AT),
      example: false
    };
    const review = Review.parse({
      rule: 'decide',
      gathered: {},
      snapshot: '',
      sentence: '',
      decision: { verdict: 'ship', reason: 'better' },
      evidence: {
        version: 'hoera-1',
        at: AT,
        days: 15,
        planned: 2_000,
        units: 2_000,
        fractions: [1],
        times: [1],
        final: true,
        quality: {
          observed: [1_000, 1_000],
          expected: [1_000, 1_000],
          sampleRatio: 1,
          sampleRatioAnytime: 1,
          verdict: 'fine',
          severalVariants: 0,
          withoutUnit: 0,
          weightless: [],
          ...more.quality
        },
        metrics: [{ metric: 'form_submitted', role: 'primary', better: 'up', comparisons, waiting: 0 }]
      }
    });
    return {
      experiment,
      state: fold(history, 1),
      history,
      site: 'Loket',
      metric: STANDARD_METRICS.find(({ key }) => key === 'form_submitted')!,
      review,
      digest: 'abc',
      restated: undefined,
      place: 1
    };
  }
  const START = step(1, 'start');
  const won = [START, step(2, 'decide', { verdict: 'ship', variant: 1 }), step(3, 'ship', { variant: 1 })];

  test('what won is told when it went into production, and what was taken back refers to it', () => {
    const all = ofExperiment(ended([...won, step(9, 'roll_back')], [comparison(0.08)]));
    expect(all.map(({ tone, subject, refers, day }) => [tone, subject, refers, day])).toEqual([
      ['win', 'ship:stappenplan', undefined, '2026-05-09'],
      ['lesson', 'roll_back:stappenplan', 'ship:stappenplan', '2026-05-15']
    ]);
    expect(all[1]!.p).toBeUndefined();
    expect(all[1]!.tell().known.nl).toContain('Meer fouten.');
    expectTold(all);
  });

  test('what nobody put into production is no win, nor is what showed no difference and was shipped all the same', () => {
    expect(ofExperiment(ended(won.slice(0, 2), [comparison(0.08)]))).toEqual([]);
    const byHand = [START, step(2, 'decide', { verdict: 'inconclusive' }), step(3, 'ship', { variant: 1 })];
    expect(ofExperiment(ended(byHand, [comparison(0.01)])).map(({ tone }) => tone)).toEqual(['lesson']);
  });

  test('harm has a chance, and that nothing was shown has none', () => {
    const [harm] = ofExperiment(ended([START, step(2, 'decide', { verdict: 'stop' })], [comparison(-0.08)]));
    expect([harm!.tone, harm!.p! < 0.001]).toEqual(['lesson', true]);
    const [none] = ofExperiment(ended([START, step(2, 'decide', { verdict: 'inconclusive' })], [comparison(0.01)]));
    expect([none!.tone, none!.p]).toEqual(['lesson', undefined]);
    expectTold([harm!, none!]);
    // Whoever stops a test has not found anything.
    expect(ofExperiment(ended([START, step(2, 'decide', { verdict: 'abandoned' })], [comparison(-0.08)]))).toEqual([]);
  });

  test('of data that is not sound nothing is told, however large', () => {
    for (const quality of [{ verdict: 'blocked' }, { weightless: [2] }])
      expect(ofExperiment(ended(won, [comparison(0.2)], { quality }))).toEqual([]);
  });

  test('the chance is that of one look by the normal distribution, times the variants; more looks make it larger', () => {
    const one = ended(won, [comparison(0.08)]);
    const twoSided = 2 * normalSurvival(4);
    expect(chanceOf(one, comparison(0.08)) / twoSided).toBeCloseTo(1, 3);
    expect(chanceOf(ended(won, [], { design: { method: 'fixed' } }), comparison(0.08)) / twoSided).toBeCloseTo(1, 9);
    const three = { method: 'fixed' as const, variants: [...DESIGN.variants, { name: 'Derde', weight: 0.5 }] };
    expect(chanceOf(ended(won, [], { design: three }), comparison(0.08)) / (2 * twoSided)).toBeCloseTo(1, 9);
    expect(chanceOf(ended(won, [], { design: { method: 'always_valid' } }), comparison(0.08))).toBeGreaterThan(
      twoSided
    );
    const looked = ended(won, []);
    looked.review.evidence.fractions = [0.3, 0.6, 1];
    looked.review.evidence.times = [0.3, 0.6, 1];
    // Crossed at the end, after two looks at which it could have been.
    expect(chanceOf(looked, comparison(0.05))).toBeGreaterThan(2 * normalSurvival(2.5));
    // Of few groups the interval is wider than its standard error: that one counts.
    const wide = comparison(0.08, { interval: { low: -0.08, high: 0.24 } });
    expect(chanceOf(one, wide)).toBeGreaterThan(0.2);
    expect(chanceOf(one, comparison(0, { standardError: 0, interval: { low: 0, high: 0 } }))).toBe(1);
  });
});

describe('list experiments', () => {
  const outcome = (more: object = {}, comparison: object = {}) =>
    TrialOutcome.parse({
      trial: 'list_bellen',
      name: 'Bellen',
      day: '2026-05-06',
      strength: 'proven',
      method: 'itt',
      population: 'company',
      outcome: 'first_message',
      comparisons: [
        {
          arm: 'Bellen',
          intervention: 'bellen',
          kind: 'call',
          card: 'call',
          organisations: 200,
          clusters: 200,
          adopters: 60,
          controlOrganisations: 200,
          controlAdopters: 30,
          itt: { estimate: 0.15, low: 0.07, high: 0.23, p: 0.0003 },
          ...comparison
        }
      ],
      ...more
    });
  const of = (given: TrialOutcome, doers: ReadonlyMap<string, Doer> = new Map()) =>
    ofTrial({ key: given.trial, at: new Date('2026-05-08T10:00:00Z'), outcome: given, digest: 'abc', place: 4, doers });

  test('what a draw proves is a win, harm and no difference are lessons, and of what it only indicates nothing is told', () => {
    const [win] = of(outcome());
    expect([win!.tone, win!.p, win!.planned, win!.subject]).toEqual(['win', 0.0003, 4, 'trial:list_bellen:Bellen']);
    const [harm] = of(outcome({}, { itt: { estimate: -0.1, low: -0.2, high: -0.02, p: 0.001 } }));
    expect([harm!.tone, harm!.p]).toEqual(['lesson', 0.001]);
    const [none] = of(outcome({}, { itt: { estimate: 0.01, low: -0.05, high: 0.07, p: 0.6 } }));
    expect([none!.tone, none!.p]).toEqual(['lesson', undefined]);
    expect(of(outcome({ strength: 'indicative' }))).toEqual([]);
    expectTold([win!, harm!, none!]);
  });

  test('of a stepped roll-out the effect is told, not the shares of both sides', () => {
    const [win] = of(outcome({ method: 'stepped', per: 'step', days: 28 }));
    const { what, known } = win!.tell();
    for (const said of [what.nl, known.nl]) {
      expect(said).toMatch(/per stap/);
      expect(said).not.toMatch(/30\s?%/);
    }
    expectTold([win!]);
  });

  test('of companies no small number is told, but on which side of nought the interval lies', () => {
    const few = (itt: Partial<TrialOutcome['comparisons'][number]>) =>
      of(outcome({}, { controlAdopters: 9, ...itt }))[0]!;
    const told = [
      few({}),
      few({ itt: { estimate: -0.1, low: -0.2, high: -0.02, p: 0.001 } }),
      few({ itt: { estimate: 0.01, low: -0.05, high: 0.07, p: 0.6 } })
    ];
    expect(told.map(({ tone, p, planned }) => [tone, p, planned])).toEqual([
      ['win', 0.0003, 4],
      ['lesson', 0.001, 4],
      ['lesson', undefined, undefined]
    ]);
    for (const one of told) {
      const { what, whom, known, amount } = one.tell();
      expect(amount).toBeUndefined();
      for (const said of [what.nl, whom.nl, known.nl.replace('95%-interval', '').replace('kleiner dan 10', '')])
        expect(said).not.toMatch(/\d/);
    }
    const [stepped] = of(outcome({ method: 'stepped', per: 'step' }, { controlAdopters: 9 }));
    expect(stepped!.tell().what.nl).toContain('aan de beurt was');
    expectTold([...told, stepped!]);
    // With the chance and the sizes the counts could be worked out.
    expect(choose([told[0]!], new Set(), 0, 0)[0]?.facts.p).toBe(0.001);
    const [authorities] = of(outcome({ population: 'authority' }, { controlAdopters: 9 }));
    expect(authorities!.tell().amount?.value).toBe(0.15);
  });

  test('thanks go to the team that did it, and it is of that team where that is known', () => {
    const doer = { name: 'Communicatie', team: 'Communicatie' };
    const [win] = of(outcome(), new Map([['Bellen', doer]]));
    expect([win!.team, win!.tell().thanks]).toEqual(['Communicatie', ['Communicatie']]);
    const [nobody] = of(outcome(), new Map([['Brief', doer]]));
    expect([nobody!.team, nobody!.tell().thanks]).toEqual(['', []]);
  });
});

describe('milestones', () => {
  test('the hundredth is on the day on which it was sent, whatever came with it', () => {
    const daily = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(daily, (counts) => {
        const days = counts.map((messages, index) => ({ day: addDays('2026-01-01', index), messages }));
        const found = roundMessages(days, '2026-01-01');
        const upTo = (day: string) => days.filter((one) => one.day <= day).reduce((sum, one) => sum + one.messages, 0);
        for (const one of found) {
          const round = one.tell().amount!.value;
          expect(upTo(one.day)).toBeGreaterThanOrEqual(round);
          expect(upTo(addDays(one.day, -1))).toBeLessThan(round);
        }
        const all = upTo('2027-01-01');
        expect(found).toHaveLength([100, 1_000, 10_000].filter((round) => all >= round).length);
      })
    );
  });

  test('each authority has one first message; of the first weeks of all there is nothing is a first', () => {
    const found = firstMessages(
      [
        { key: '1', name: 'Gemeente Oss', day: '2026-01-20' },
        { key: '2', name: 'Gemeente Boxtel', day: '2026-03-03' },
        { key: '3', name: 'Gemeente Best', day: '2026-03-05' },
        { key: '4', name: 'Gemeente Vught', day: '2026-03-09' }
      ],
      '2026-01-01'
    );
    expect(found.map(({ day, tell }) => [day, tell().whom.nl])).toEqual([
      ['2026-03-03', 'Gemeente Boxtel'],
      ['2026-03-05', 'Gemeente Best'],
      ['2026-03-09', 'Gemeente Vught']
    ]);
    expectTold(found);
  });

  test('round numbers of regular users are told once, not again after a fall, and never of under ten', () => {
    const weekly = [undefined, 11, 9, 12, 30, 24, 26, 60].map((regular, index) => ({
      week: addDays('2026-01-05', 7 * index),
      regular
    }));
    expect(subjects(roundRegulars(weekly))).toEqual(['regulars:10', 'regulars:25', 'regulars:50']);
    expect(subjects(roundRegulars(weekly.slice(1)))).toEqual(['regulars:25', 'regulars:50']);
    // After weeks that were hidden nobody knows when it was passed.
    expect(
      subjects(
        roundRegulars([
          { week: '2026-01-05', regular: undefined },
          { week: '2026-01-12', regular: 30 }
        ])
      )
    ).toEqual([]);
    expectTold([...roundRegulars(weekly), ...digitalTeams([{ name: 'Subsidies', week: '2026-03-02' }], '2026-01-01')]);
  });
});

describe('records', () => {
  const START = '2026-01-05';
  const week = (index: number) => addDays(START, 7 * index);
  const series = (counts: readonly number[]): Week[] =>
    counts.map((count, index) => ({ week: week(index), value: { kind: 'count', count } }));
  const STEADY = Array.from({ length: 24 }, (_, index) => 40 + (index % 5));

  test('a week beyond what is ordinary is one, and the weeks after are the same again', () => {
    const all = series([...STEADY, 120, 118]);
    const [first, second] = ofRecords('messages', all, [week(24), week(25)]);
    expect([first!.tone, first!.p! < 1e-6, first!.subject]).toEqual(['win', true, `record:messages:up:${week(24)}`]);
    expect(second!.alike).toContain(first!.subject);
    expect(first!.alike).toContain(second!.subject);
    const amount = first!.tell().amount!;
    // What was expected is between the ordinary weeks.
    expect(120 - amount.value).toBeGreaterThan(39);
    expect(120 - amount.value).toBeLessThan(45);
    expectTold([first!, second!, ...ofRecords('reaction', all, [week(32)])]);
  });

  test('too little is a lesson; of companies no number under ten is told', () => {
    const [low] = ofRecords('messages', series([...STEADY, 2]), [week(24)]);
    expect([low!.tone, low!.p! < 1e-6]).toEqual(['lesson', true]);
    const [hidden] = ofRecords('adopters', series([...STEADY, 2]), [week(24)]);
    expect(hidden!.p).toBe(1);
  });

  test('steady growth is none', () => {
    const growing = Array.from({ length: 30 }, (_, index) => 40 + 4 * index);
    for (const one of ofRecords('messages', series(growing), [week(24), week(27), week(29)]))
      expect(one.p).toBeGreaterThan(0.2);
  });

  test('weeks of a statutory peak and around Christmas are neither told nor compared with', () => {
    for (const [monday, is] of [
      ['2026-07-13', true],
      ['2026-07-06', true],
      ['2026-07-20', false],
      ['2026-11-09', true],
      ['2026-12-21', true],
      ['2026-12-28', true],
      ['2026-12-14', false]
    ] as const)
      expect(isSeason(monday), monday).toBe(is);
    const peak = 27;
    expect(week(peak)).toBe('2026-07-13');
    const all = series([...STEADY, 40, 41, 300, 400, 42]);
    expect(ofRecords('messages', all, [week(peak)])).toEqual([]);
    // The peak before it changes nothing of what is expected.
    expect(ofRecords('messages', all, [week(28)])[0]!.p).toBeGreaterThan(0.2);
  });

  test('with too few weeks before, or too little to expect, there is no candidate', () => {
    expect(ofRecords('messages', series(STEADY), [week(10)])).toEqual([]);
    expect(ofRecords('messages', series([...STEADY.map(() => 3), 30]), [week(24)])).toEqual([]);
  });
});

describe('shifts', () => {
  const QUARTER = quarterOf('2026-08-20');
  const part = (
    dimension: Part['dimension'],
    value: string,
    n: number,
    came: number,
    more: Partial<Part> = {}
  ): Part => ({
    dimension,
    value,
    n,
    before: 0,
    came,
    lapsed: 0,
    ...more
  });

  test('all together by the sign test, a group beside all others', () => {
    const found = ofShifts(QUARTER, [
      part('', '', 1_000, 60, { before: 100, lapsed: 20 }),
      part('sector', 'Bouw', 200, 40, { before: 20 }),
      part('sector', 'ICT', 60, 3, { before: 20 })
    ]);
    expect(found.map(({ subject, tone }) => [subject, tone])).toEqual([
      ['shift:all:2026-07-01', 'win'],
      ['shift:sector:Bouw:2026-07-01', 'win']
    ]);
    expect(found[0]!.p).toBeCloseTo(binomialTwoSided(20, 80), 12);
    expect(found[0]!.tell().amount).toMatchObject({ value: 0.04, unit: 'points' });
    // 40 of 180 against 20 of 720.
    expect(found[1]!.tell().amount!.value).toBeCloseTo(40 / 180 - 20 / 720, 12);
    expectTold(found);
  });

  test('a group that is too small to tell of is looked at all the same, and never told', () => {
    const found = ofShifts(QUARTER, [
      part('', '', 2_000, 100),
      part('size', '100+', 60, 4),
      part('region', 'West', 500, 97)
    ]);
    expect(found.map(({ p }) => p === 1)).toEqual([false, true, true]);
    // Nor when few lapsed, of all: from what is told it could be worked out.
    const [few, none] = [3, 0].map(
      (lapsed) => ofShifts(QUARTER, [part('', '', 2_000, 100, { before: 100, lapsed })])[0]!
    );
    expect([few!.p, none!.p! < 1]).toEqual([1, true]);
  });

  test('a quarter ends in one week, and the quarters are those of the calendar', () => {
    expect(QUARTER).toEqual({ from: '2026-07-01', to: '2026-09-30', week: '2026-09-28' });
    expect(before(quarterOf('2026-01-01'))).toEqual({ from: '2025-10-01', to: '2025-12-31', week: '2025-12-29' });
    const weeks = Array.from({ length: 160 }, (_, index) => addDays('2026-01-05', 7 * index));
    const quarters = endingIn(weeks);
    expect(quarters).toHaveLength(12);
    for (const [index, { from }] of quarters.entries())
      if (index > 0) expect(daysBetween(quarters[index - 1]!.to, from)).toBe(1);
  });
});

describe('channels', () => {
  const QUARTER = quarterOf('2026-08-20');
  const through = (quarter: string, n: number, count: number, by: Through['by'] = 'process'): Through => ({
    quarter,
    by,
    value: 'Subsidie',
    n,
    count,
    clusters: n,
    nn: n,
    cc: count,
    nc: count,
    users: count
  });

  test('a sector, size or region is looked at like a process, but not where few companies did something', () => {
    const sector = (more: Partial<Through> = {}) =>
      ofChannels(QUARTER, [
        { ...through('2026-04-01', 200, 90, 'sector'), value: 'Bouw' },
        { ...through('2026-07-01', 200, 140, 'sector'), value: 'Bouw', clusters: 60, users: 40, ...more }
      ]);
    const [told] = sector();
    expect([told!.subject, told!.population, told!.team, told!.p! < 1e-6]).toEqual([
      'channel:sector:Bouw:0.5',
      'company',
      '',
      true
    ]);
    expect(told!.tell().what.nl).toContain('Sector Bouw: meer dan 50%');
    expect(told!.tell().whom.nl).toBe('Sector Bouw: 60 bedrijven die iets stuurden of kregen');
    expectTold([told!]);
    for (const few of [{ users: 9 }, { users: 51 }, { clusters: 9, users: 9 }])
      expect(sector(few).map(({ p }) => p)).toEqual([1]);
  });

  test('the next threshold above where it was is looked at, and told when the share certainly is above it', () => {
    const [half] = ofChannels(QUARTER, [through('2026-04-01', 200, 90), through('2026-07-01', 200, 140)]);
    expect([half!.subject, half!.p! < 1e-6]).toEqual(['channel:process:Subsidie:0.5', true]);
    const amount = half!.tell().amount!;
    expect([amount.value, amount.low! > 0.5]).toEqual([0.7, true]);
    // Just above is not certainly above.
    const [just] = ofChannels(QUARTER, [through('2026-04-01', 200, 90), through('2026-07-01', 200, 102)]);
    expect(just!.p).toBeGreaterThan(0.5);
    expectTold(ofChannels(QUARTER, [through('2026-04-01', 200, 90, 'team'), through('2026-07-01', 200, 140, 'team')]));
  });

  test('what was above all of them, or is not known, is no candidate', () => {
    expect(ofChannels(QUARTER, [through('2026-04-01', 200, 190), through('2026-07-01', 200, 199)])).toEqual([]);
    expect(ofChannels(QUARTER, [through('2026-07-01', 200, 199)])).toEqual([]);
    expect(ofChannels(QUARTER, [through('2026-04-01', 20, 1), through('2026-07-01', 20, 19)])).toEqual([]);
  });

  test('items of a few organisations that keep to a channel prove less', () => {
    const then = through('2026-04-01', 200, 90);
    const alike = { ...through('2026-07-01', 200, 140), clusters: 10, nn: 4_000, cc: 2_800, nc: 2_800 };
    expect(ofChannels(QUARTER, [then, alike])[0]!.p).toBeGreaterThan(
      ofChannels(QUARTER, [then, through('2026-07-01', 200, 140)])[0]!.p!
    );
  });
});

describe('motives', () => {
  const told = (measure: Measure, change: Told['change'], more: Partial<Told> = {}): Told => ({
    measure,
    share: { value: 0.4, low: 0.3, high: 0.5 },
    why: undefined,
    answered: 120,
    change,
    ...more
  });
  const wave = (survey: string, shares: Told[]): WaveTold => ({
    survey,
    title: `Peiling ${survey}`,
    begins: '2026-03-01',
    middle: '2026-03-08',
    until: '2026-03-20',
    isErased: false,
    nonUsers: 900,
    registered: 1_000,
    shares
  });
  const change = (value: number, half: number) => ({
    value,
    low: value - half,
    high: value + half,
    since: 'een',
    isPaired: false
  });
  const CLOSED = new Map([['twee', '2026-04-02']]);
  const first = wave(
    'een',
    MEASURES.map((measure) => told(measure, undefined))
  );

  test('of a survey that was closed each measure that can be compared is looked at, in the week in which it was', () => {
    const second = wave('twee', [
      told('weten', change(-0.1, 0.04)),
      told('willen', change(0.1, 0.04)),
      told('kunnen', undefined, { share: undefined, why: 'hidden' }),
      told('moeten', undefined, { share: undefined, why: 'few' }),
      told('all', change(-0.01, 0.04), { answered: undefined })
    ]);
    const found = ofMotives('company', [first, second], CLOSED);
    expect(found.map(({ subject, tone, week }) => [subject, tone, week])).toEqual([
      ['motive:company:weten:twee', 'win', '2026-03-30'],
      ['motive:company:willen:twee', 'lesson', '2026-03-30'],
      // Too small to be told, it is tested all the same: as nothing.
      ['motive:company:kunnen:twee', 'win', '2026-03-30'],
      ['motive:company:all:twee', 'win', '2026-03-30']
    ]);
    expect(found.map(({ p }) => p! < 0.001)).toEqual([true, true, false, false]);
    expect(found[2]!.p).toBe(1);
    expect(found[0]!.tell().what.nl).toContain('niet kennen zijn er minder');
    expectTold(found.filter(({ p }) => p !== 1));
    expect(ofMotives('company', [first, second], new Map())).toEqual([]);
    expect(ofMotives('company', [first], new Map([['een', '2026-04-02']]))).toEqual([]);
  });

  test('its chance agrees with its interval: under 5% as soon as that leaves no room for none', () => {
    const value = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    const half = fc.double({ min: 0.001, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(value, half, half, (middle, below, above) => {
        const [low, high] = [middle - below, middle + above];
        fc.pre(Math.min(Math.abs(low), Math.abs(high)) > 1e-6);
        expect(chanceOfMotive({ value: middle, low, high }) < 0.05).toBe(low > 0 || high < 0);
      })
    );
  });
});

describe('what was heard', () => {
  test('a tip that was carried out is a fact on its day', () => {
    const tip = tipOf({
      id: 't',
      title: 'Noem de box in de brief',
      population: 'company',
      outcome: '',
      closedAt: new Date('2026-05-10T22:30:00Z'),
      remarks: 3,
      experiment: '',
      names: ['Gemeente Oss']
    });
    expect(tip.tell().thanks).toEqual(['Gemeente Oss']);
    // Half past midnight in the Netherlands.
    expect([tip.day, tip.week, tip.p]).toEqual(['2026-05-11', '2026-05-11', undefined]);
    expectTold([tip]);
  });

  test('customers: against half, of twenty answers or more, and no small numbers', () => {
    const QUARTER = quarterOf('2026-08-20');
    const of = (yes: number, no: number) => ofContacts(QUARTER, 'company', { yes, no });
    expect(of(15, 4)).toEqual([]);
    const [yes] = of(60, 20);
    expect([yes!.tone, yes!.p]).toEqual(['win', binomialTwoSided(20, 80)]);
    expect(of(20, 60)[0]!.tone).toBe('lesson');
    expect(of(60, 3)[0]!.p).toBe(1);
    const variant = ofVariant(
      { key: 'a', name: 'Stappenplan', team: 'Loket', site: 'loket', decidedAt: new Date('2026-05-06T10:00:00Z') },
      { yes: 50, no: 20 }
    );
    expectTold([yes!, ...variant]);
  });
});

test('weeks: quiet ones in a row stand together, and nothing is lost', () => {
  const moment = (day: string) => ({ day }) as never;
  const looked = ['2026-03-30', '2026-03-23', '2026-03-16', '2026-03-02'];
  const told = byWeek([moment('2026-03-24'), moment('2026-02-11')], looked);
  expect(told.map(({ from, to, moments }) => [from, to, moments.length])).toEqual([
    ['2026-03-30', '2026-03-30', 0],
    ['2026-03-23', '2026-03-23', 1],
    ['2026-03-16', '2026-03-16', 0],
    ['2026-03-02', '2026-03-02', 0],
    ['2026-02-09', '2026-02-09', 1]
  ]);
  expect(byWeek([], ['2026-03-16', '2026-03-09', '2026-03-02'])).toEqual([
    { from: '2026-03-02', to: '2026-03-16', moments: [] }
  ]);
});
