import { describe, expect, test } from 'vitest';
import { Refusal } from '#refusal.ts';
import { definitionIn, wordOf } from '#routes/surveys/[slug]/edit/form.ts';
import { isAsked, respond, withoutNumbers, type Filled } from '#surveys/response.ts';
import { resultsOf, standingsOf, type Counted } from '#surveys/results.ts';
import { allotted, draw } from '#surveys/sampling.ts';
import { EMPTY, STANDARD } from '#surveys/standard.ts';
import {
  after,
  awarenessKeysOf,
  meaningsOf,
  onlyMeaningChanged,
  sound,
  STATUSES,
  type Definition
} from '#surveys/survey.ts';
import { fc } from '../property.ts';

const copy = (definition: Definition = STANDARD) => structuredClone(definition);
const question = (definition: Definition, key: string) => definition.questions.find((one) => one.key === key)!;
const code = (deed: () => unknown) => {
  try {
    deed();
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
  return '';
};

describe('a questionnaire', () => {
  test('to begin with holds together, and says something of each motive both ways but for what nobody can deny', () => {
    expect(sound(STANDARD)).toEqual(STANDARD);
    expect(sound(EMPTY)).toEqual(EMPTY);
    const said = new Set(meaningsOf('x', STANDARD).map(({ motive, is }) => `${motive} ${is}`));
    expect([...said].sort()).toEqual(
      ['weten', 'willen', 'kunnen', 'moeten'].flatMap((motive) => [`${motive} false`, `${motive} true`]).sort()
    );
    expect(meaningsOf('x', STANDARD)).toContainEqual({
      survey: 'x',
      question: 'tegen',
      option: 'geen-middel',
      motive: 'kunnen',
      aspect: 'middelen',
      is: true
    });
  });

  test('is refused when it cannot be answered or understood', () => {
    const wrong = (change: (definition: Definition) => void) => {
      const definition = copy();
      change(definition);
      return code(() => sound(definition));
    };
    expect(wrong(({ questions }) => questions.reverse())).toBe('survey_unsound');
    expect(wrong(({ questions }) => (questions[1]!.key = questions[0]!.key))).toBe('survey_unsound');
    expect(wrong(({ questions }) => questions[0]!.options.splice(1))).toBe('survey_unsound');
    expect(wrong(({ questions }) => delete questions.at(-1)!.ends)).toBe('survey_unsound');
    expect(wrong(({ questions }) => (questions[1]!.onlyAfter!.options = ['weg']))).toBe('survey_unsound');
    expect(
      wrong(({ questions }) => (questions[0]!.options[0]!.says = [{ motive: 'weten', aspect: 'gedoe', is: true }]))
    ).toBe('survey_unsound');
    expect(wrong(({ questions }) => (questions[0]!.text = ' '))).toBe('survey_malformed');
  });

  test('goes from draft to open to closed, and never back', () => {
    const reached = STATUSES.map((status) =>
      (['open', 'close'] as const).map((action) => {
        try {
          return after(status, action);
        } catch {
          return 'refused';
        }
      })
    );
    expect(reached).toEqual([
      ['open', 'refused'],
      ['refused', 'closed'],
      ['refused', 'refused']
    ]);
  });

  test('once answered keeps its texts and keys; what it means may change, and codes be added', () => {
    const changed = (change: (definition: Definition) => void) => {
      const definition = copy();
      change(definition);
      return onlyMeaningChanged(STANDARD, definition);
    };
    expect(changed((one) => (question(one, 'bekend').options[0]!.says = []))).toBe(true);
    expect(changed((one) => delete question(one, 'bekend').options[0]!.awareness)).toBe(true);
    expect(changed((one) => question(one, 'waarvoor').options.push({ key: 'nieuw', text: 'Nieuw', says: [] }))).toBe(
      true
    );
    expect(changed((one) => question(one, 'waarvoor').options.pop())).toBe(false);
    expect(changed((one) => question(one, 'bekend').options.push({ key: 'nieuw', text: 'Nieuw', says: [] }))).toBe(
      false
    );
    expect(changed((one) => (question(one, 'bekend').options[0]!.text = 'Ja'))).toBe(false);
    expect(changed((one) => (one.intro = 'Anders'))).toBe(false);
    expect(changed((one) => one.questions.pop())).toBe(false);
  });
});

test('how well somebody knows the box stands with the answer, goes through the form, and by itself says nothing of motives', () => {
  const { says, ...named } = question(STANDARD, 'bekend').options[1]!;
  expect(named.awareness).toBe('name');
  const form = new FormData();
  const put = (fields: Record<string, string>) => {
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
  };
  put({ questions: '1', q0_key: 'bekend', q0_kind: 'one', q0_was: 'one', q0_options: '2' });
  put({ q0_o0_key: named.key, q0_o0_text: named.text, q0_o0_says: wordOf(says[0]!), q0_o0_awareness: 'name' });
  put({ q0_o1_key: 'goed', q0_o1_text: 'Ja', q0_o1_awareness: '' });
  const { questions } = definitionIn(form);
  expect(questions[0]!.options).toEqual([
    { ...named, says },
    { key: 'goed', text: 'Ja', says: [] }
  ]);
  const definition = { ...STANDARD, questions: [{ ...questions[0]!, options: [{ ...named, says: [] }] }] };
  expect(awarenessKeysOf([{ slug: 'een', definition }])).toEqual({ so: [], not: [], levels: ['een|bekend|naam|name'] });
});

const filled = (answers: Record<string, string | string[]>) =>
  new Map<string, Filled>(
    Object.entries(answers).map(([key, value]) => [
      key,
      typeof value === 'string' ? { options: [], said: value } : { options: value, said: '' }
    ])
  );

describe('a response', () => {
  test('answers what was asked; a question that was not asked stays empty, whatever was filled in', () => {
    const { answers, faults } = respond(
      STANDARD.questions,
      filled({ bekend: ['niet'], tegen: ['gedoe'], waarvoor: 'post', verplicht: ['ja'] })
    );
    expect(faults).toEqual([]);
    expect(answers.filter(({ options, said }) => options.length > 0 || said !== '')).toEqual([
      { question: 'bekend', options: ['niet'], said: '' },
      { question: 'verplicht', options: ['ja'], said: '' }
    ]);
    expect(answers.length).toBe(STANDARD.questions.length);
    expect(isAsked(question(copy(), 'tegen'), [{ question: 'bekend', options: ['naam'], said: '' }])).toBe(true);
  });

  test('is told what is missing, too much, unknown or too long', () => {
    const faults = (answers: Record<string, string | string[]>) =>
      respond(STANDARD.questions, filled(answers)).faults.map((one) => `${one.question} ${one.fault}`);
    expect(faults({})).toEqual(['bekend required']);
    expect(faults({ bekend: ['goed', 'niet'] })).toEqual(['bekend choice']);
    expect(faults({ bekend: ['misschien'] })).toEqual(['bekend choice']);
    expect(faults({ bekend: ['goed'], waarvoor: 'x'.repeat(1001) })).toEqual(['waarvoor long', 'tegen required']);
    expect(faults({ bekend: ['goed'], waarvoor: 'x\r\n'.repeat(500), tegen: ['gedoe', 'niets'] })).toEqual([]);
  });

  test('keeps nothing by which somebody could be called, mailed or looked up', () => {
    for (const secret of [
      '99000001',
      '9900 0001',
      '06-12345678',
      '+31 (0)6 1234 5678',
      '(0413) 12 34 56',
      '0413/123456',
      'NL91ABNA0417164300',
      'jan.jansen@bedrijf.nl'
    ]) {
      const kept = withoutNumbers(`Bel ${secret} graag.`);
      expect(kept, secret).toMatch(/^Bel .*\[(nummer|e-mail)\] graag\.$/);
      expect(kept.replace(/\D/g, '').length, secret).toBeLessThan(4);
    }
    expect(withoutNumbers('In 2025 stuurde ik 120 brieven.')).toBe('In 2025 stuurde ik 120 brieven.');
  });
});

describe('a draw', () => {
  // Oracle: Balinski & Young (2001), the division by Hamilton of 26 seats over these populations.
  test('divides whole seats by largest remainders', () => {
    expect(allotted([9061, 7179, 5259, 3319, 1182], 26)).toEqual([9, 7, 5, 4, 1]);
    expect(allotted([3, 0], 10)).toEqual([3, 0]);
    expect(allotted([], 10)).toEqual([]);
  });

  test('is as large as asked, in proportion to within one, and the same in whatever order', () => {
    const units = fc.array(fc.record({ key: fc.uuid(), stratum: fc.constantFrom('a', 'b', 'c') }), { maxLength: 60 });
    fc.assert(
      fc.property(units, fc.nat(80), fc.nat(), (all, wanted, seed) => {
        const drawn = draw(all, wanted, seed);
        expect(drawn.size).toBe(Math.min(wanted, all.length));
        expect(draw(all.toReversed(), wanted, seed)).toEqual(drawn);
        for (const stratum of ['a', 'b', 'c']) {
          const mine = all.filter((unit) => unit.stratum === stratum);
          const share = all.length === 0 ? 0 : (drawn.size * mine.length) / all.length;
          expect(Math.abs(mine.filter(({ key }) => drawn.has(key)).length - share)).toBeLessThan(1);
        }
      })
    );
  });
});

describe('results', () => {
  const counts = (answered: number, options: Record<string, number>, coded = 0): Counted => ({
    answered,
    coded,
    options: new Map(Object.entries(options))
  });
  const shown = (counted: Record<string, Counted>, definition = STANDARD) =>
    Object.fromEntries(
      resultsOf(definition, new Map(Object.entries(counted))).map(({ key, of, options }) => [
        key,
        [of, ...options.map(({ count }) => count)]
      ])
    );

  test('are told with their share and its interval', () => {
    const [first] = resultsOf(STANDARD, new Map([['bekend', counts(263, { goed: 81, naam: 82, niet: 100 })]]));
    // Oracle: Newcombe (1998), Statistics in Medicine 17:857–872, table I: 0.2553 to 0.3662 for the Wilson interval of 81/263.
    expect(first!.options[0]!.share!.low).toBeCloseTo(0.2553, 4);
    expect(first!.options[0]!.share!.high).toBeCloseTo(0.3662, 4);
  });

  test('hide fewer than ten, what would give them away, and who was asked because of them', () => {
    const told = shown({
      bekend: counts(60, { goed: 4, naam: 16, niet: 40 }),
      geprobeerd: counts(20, { nee: 20 }),
      verplicht: counts(9, { ja: 9 })
    });
    expect(told['bekend']).toEqual([60, undefined, undefined, 40]);
    expect(told['geprobeerd']).toEqual([undefined, undefined, undefined, undefined]);
    expect(told['verplicht']).toEqual([undefined, undefined, undefined, undefined]);
    expect(shown({ verplicht: counts(9, { ja: 9 }) }, { ...STANDARD, population: 'department' })['verplicht']).toEqual([
      9, 9, 0, 0
    ]);
  });

  test('of several answers each hide another where those that are shown leave somebody', () => {
    const [one, two, three] = STANDARD.questions.find(({ kind }) => kind === 'many')!.options.map(({ key }) => key);
    const many = STANDARD.questions.find(({ kind }) => kind === 'many')!.key;
    const told = (answered: number) =>
      shown({ bekend: counts(80, { goed: 80 }), [many]: counts(answered, { [one!]: 12, [two!]: 30, [three!]: 7 }) })[
        many
      ]!.slice(0, 4);
    // Seven at least gave the third alone.
    expect(told(49)).toEqual([49, undefined, 30, undefined]);
    expect(told(42)).toEqual([42, 12, 30, undefined]);
  });

  test('of open answers are shares of what was coded', () => {
    const told = shown({ bekend: counts(40, { goed: 40 }), waarvoor: counts(30, { juist: 12, onjuist: 3 }, 20) });
    expect(told['waarvoor']).toEqual([20, 12, undefined, 0]);
  });

  test('stand beside the registry by size', () => {
    const standings = standingsOf(
      new Map([
        ['1', 2800],
        ['2-10', 600],
        ['10+', 100]
      ]),
      new Map([
        ['1', 900],
        ['2-10', 200],
        ['10+', 30]
      ]),
      new Map([
        ['1', 180],
        ['2-10', 90],
        ['10+', 8]
      ])
    );
    expect(standings.map(({ size, invited, answered }) => [size, invited, answered])).toEqual([
      ['1', 900, 180],
      ['2-10', 200, undefined],
      ['10+', 30, undefined]
    ]);
  });
});
