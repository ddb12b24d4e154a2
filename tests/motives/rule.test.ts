/** Rules: which hold, which cannot be, what changed between two versions, and an example to try them on. */
import { describe, expect, test } from 'vitest';
import { CLIMBERS } from '#adoption/ladder.ts';
import { WrongParameter } from '#adoption/question.ts';
import { DEFAULT_RULES, NEWER_RULES } from '#motives/default-rules.ts';
import { learn } from '#motives/learning.ts';
import { movesOf } from '#motives/moves.ts';
import { changesBetween } from '#motives/rule-changes.ts';
import { holds, holdsOf, RuleSet, type Rule } from '#motives/rule.ts';
import { askSample, trialOf } from '#motives/sample.ts';
import { EXPECTED, isAsExpected, MOST_ROWS, readTable, type Column } from '#motives/sample-table.ts';
import { MOST, SIGNALS } from '#motives/signal.ts';
import { Refusal } from '#refusal.ts';
import { draftOf, read, ruleSetOf, withoutRule, withRule } from '#routes/motives/rules/change/draft.ts';
import { rowsIn, wrongRow } from '#routes/motives/rules/change/sample-rows.ts';
import { changeWords, whenWords } from '#routes/motives/rules/words.ts';
import { signalName } from '#routes/motives/words.ts';
import { fc } from '../property.ts';
import { ruleSets, signalsOf } from './rule-sets.ts';

const COMPANY = DEFAULT_RULES.company;
const NEWER = NEWER_RULES.company!.rules;
const [FIRST] = COMPANY.rules as [Rule, ...Rule[]];

test('a rule holds when all of its conditions do, in whatever place it stands', () => {
  fc.assert(
    fc.property(ruleSets('company'), signalsOf('company'), (rules, signals) => {
      const bits = holdsOf(rules, signals);
      // Oracle: nothing but the words, one condition after the other.
      for (const [place, { when }] of rules.rules.entries()) {
        let all = true;
        for (const { signal, least, most } of when)
          if (signals[signal]! < least || signals[signal]! > most) all = false;
        expect(holds(bits, place)).toBe(all);
      }
      expect(bits >> BigInt(rules.rules.length)).toBe(0n);
    })
  );
});

test('what was never counted happened never, and what happened more often than is kept as often as that', () => {
  const rules: RuleSet = {
    ...COMPANY,
    rules: [
      { ...FIRST, when: [{ signal: 'visits', least: 0, most: 0 }] },
      { ...FIRST, key: 'often', when: [{ signal: 'reached', least: MOST, most: MOST }] }
    ]
  };
  expect(holdsOf(rules, { reached: MOST + 7 })).toBe(0b11n);
});

test('who withdrew from a kind of message resists, and who left a form once inside finds it a hassle', () => {
  const held = (signals: Record<string, number>) =>
    NEWER.rules.filter((_, place) => holds(holdsOf(NEWER, signals), place)).map(({ key }) => key);
  const inside = { informed: 1, login_started: 1, logged_in: 1 };
  expect(held({ ...inside, withdrawn: 1 })).toContain('withdrew');
  expect(held({ ...inside, abandoned: 1 })).toContain('form-left');
  expect(held({ ...inside, logged_in: 0, abandoned: 1 })).not.toContain('form-left');
  const said = trialOf(NEWER, undefined, { signals: { ...inside, withdrawn: 2 }, sector: '', size: '' });
  // By hand: −1 + 1.5, and 1 / (1 + e^−0.5).
  expect(said.motives[1]!.byRules.toFixed(4)).toBe('0.6225');
});

describe('rules that cannot be', () => {
  const legal = { signal: 'obligations', least: 1, most: MOST };
  const behaviour = { signal: 'reached', least: 1, most: MOST };
  const faults = (rule: Partial<Rule>) =>
    RuleSet.safeParse({ ...COMPANY, rules: [{ ...FIRST, ...rule }] }).error?.issues.map(
      (issue) => (issue as { params?: { fault?: string } }).params?.fault
    );

  test.each<[string, Partial<Rule>, string | undefined]>([
    ['having to that weighs', { motive: 'moeten', does: { weighs: 3 }, when: [legal] }, 'not_legal'],
    ['having to that is ruled out', { motive: 'moeten', does: 'rules_out', when: [legal] }, 'not_legal'],
    ['having to from behaviour', { motive: 'moeten', does: 'proves', when: [behaviour] }, 'not_legal'],
    [
      'having to without an obligation',
      { motive: 'moeten', does: 'proves', when: [{ ...legal, least: 0, most: 0 }] },
      'not_legal'
    ],
    ['a motive that behaviour proves', { motive: 'weten', does: 'proves', when: [behaviour] }, 'no_proof'],
    ['hassle of knowing', { motive: 'weten', aspect: 'gedoe' }, 'aspect'],
    ['a condition that always holds', { when: [{ ...behaviour, least: 0 }] }, 'says_nothing'],
    ['more than it allows', { when: [{ ...behaviour, least: 2, most: 1 }] }, 'bounds'],
    ['an unknown signal', { when: [{ ...behaviour, signal: 'officer' }] }, 'no_signal'],
    ['having to from a legal fact', { motive: 'moeten', does: 'proves', when: [legal, behaviour] }, undefined],
    ['hassle of being able', { motive: 'kunnen', aspect: 'gedoe' }, undefined]
  ])('%s', (_, rule, fault) => {
    expect(faults(rule)).toEqual(fault === undefined ? undefined : [fault]);
  });

  test('two of the same name; and the rules to begin with can all be', () => {
    const double = RuleSet.safeParse({ ...COMPANY, rules: [FIRST, FIRST] });
    expect(double.success).toBe(false);
    for (const population of CLIMBERS)
      for (const all of [DEFAULT_RULES[population], NEWER_RULES[population]?.rules ?? DEFAULT_RULES[population]])
        expect(RuleSet.parse(all)).toEqual(all);
  });
});

describe('what changed', () => {
  test('is nothing by another order, of rules and of conditions', () => {
    fc.assert(
      fc.property(ruleSets('authority'), (rules) => {
        const turned = rules.rules.map((rule) => ({ ...rule, when: rule.when.toReversed() })).toReversed();
        expect(changesBetween(rules, { ...rules, rules: turned })).toEqual([]);
      })
    );
  });

  test('leads from the one version to the other, and back', () => {
    // Oracle: doing what it says to the old rules has to give the new ones.
    const applied = (before: RuleSet, changes: ReturnType<typeof changesBetween>): RuleSet => {
      const after = { ...before, base: { ...before.base }, rules: [...before.rules] };
      for (const change of changes) {
        if (change.kind === 'base') after.base[change.motive] = change.becomes;
        else if (change.kind === 'label') after.label = change.becomes;
        else if (change.kind === 'added') after.rules.push(change.rule);
        else {
          const { key: old } = change.kind === 'changed' ? change.was : change.rule;
          after.rules = after.rules.filter(({ key }) => key !== old);
          if (change.kind === 'changed') after.rules.push(change.becomes);
        }
      }
      return after;
    };
    const sorted = (rules: RuleSet) => rules.rules.toSorted((a, b) => a.key.localeCompare(b.key));
    fc.assert(
      fc.property(ruleSets('department'), ruleSets('department'), (one, other) => {
        for (const [before, after] of [[one, other] as const, [other, one] as const]) {
          const made = applied(before, changesBetween(before, after));
          expect(changesBetween(made, after)).toEqual([]);
          expect(sorted(made).map(({ key, does }) => [key, does])).toEqual(
            sorted(after).map(({ key, does }) => [key, does])
          );
          expect([made.base, made.label]).toEqual([after.base, after.label]);
        }
      })
    );
  });

  test('is said in words', () => {
    const often: Rule = { ...FIRST, when: [{ signal: 'informed', least: 3, most: MOST }], does: { weighs: -1.5 } };
    const changes = changesBetween({ ...COMPANY, rules: [FIRST] }, { ...COMPANY, label: 0.6, rules: [often] });
    expect(changes.map((change) => changeWords(change, 'nl'))).toEqual([
      'Vanaf welke kans was: 50,0%. Wordt: 60,0%.',
      '‘Nooit bereikt en nooit gezien’. Voorwaarde was: ‘bereikt met een brief of bericht’ is nooit gebeurd, en ‘een pagina bekeken’ is nooit gebeurd, en ‘de uitleg gelezen’ is nooit gebeurd. Wordt: Aantal keer ‘de uitleg gelezen’ is minstens 3. Wat de regel doet was: Telt 2 op: maakt ‘Weten’ waarschijnlijker. Wordt: Trekt 1,5 af: maakt ‘Weten’ minder waarschijnlijk.'
    ]);
    for (const { name } of CLIMBERS.flatMap((population) => SIGNALS[population]))
      expect(signalName(name)).not.toBe(name);
  });
});

describe('an example', () => {
  test('is what the rules say of it; without answers the model says the same, less sure', () => {
    const sample = askSample('company', (name) => ({ s_informed: '2', s_reached: ' 1 ' })[name] ?? '')!;
    expect(sample).toEqual({ signals: { informed: 2, reached: 1 }, sector: '', size: '' });
    const trial = trialOf(COMPANY, learn(COMPANY, []), sample);
    expect(trial.rules.map(({ key }) => key)).toEqual(['has-read', 'read-not-started', 'read-again', 'never-tried']);
    const [weten, willen, kunnen] = trial.motives as [(typeof trial.motives)[0], ...typeof trial.motives];
    // By hand: 0 − 3; −1 + 2 + 0.5; −1.5 − 1.5. Chances: 1 / (1 + e^−sum).
    expect([weten.byRules, willen!.byRules, kunnen!.byRules].map((one) => one.toFixed(4))).toEqual([
      '0.0474',
      '0.8176',
      '0.0474'
    ]);
    expect(willen!.parts.map(({ written, learned }) => [written, learned])).toEqual([
      [-1, -1],
      [2, 2],
      [0.5, 0.5]
    ]);
    expect(willen!.byModel).toBeLessThan(willen!.byRules);
    expect(willen!.byModel).toBeGreaterThan(0.5);
    expect([trial.main, trialOf(COMPANY, undefined, sample).main]).toEqual(['willen', 'willen']);
    expect(trial.isObliged).toBe(false);
  });

  test('that is empty is none, and a number that is none is said by its field', () => {
    expect(askSample('company', () => '')).toBeUndefined();
    for (const given of ['-1', '1,5', 'veel'])
      expect(() => askSample('company', (name) => (name === 's_visits' ? given : ''))).toThrow(WrongParameter);
  });
});

describe('a table of examples', () => {
  const NAMES: Record<string, Column> = {
    informed: { signal: 'informed' },
    visits: { signal: 'visits' },
    obligations: { signal: 'obligations' },
    sector: 'sector',
    motief: 'expected'
  };
  const table = (text: string) =>
    readTable(
      text,
      (heading) => NAMES[heading],
      (word) => EXPECTED.find((one) => one === word)
    );

  test('is read row by row, whatever it is separated by; what is empty never happened', () => {
    for (const separator of ['\t', ';', ',']) {
      const lines = [
        ['informed', '"visits"', 'motief', 'sector'],
        ['2', '', 'willen', 'F Bouw'],
        [''],
        ['', '1', ''],
        ['1']
      ];
      expect(table(lines.map((cells) => cells.join(separator)).join('\r\n'))).toEqual({
        rows: [
          { line: 2, sample: { signals: { informed: 2 }, sector: 'F Bouw', size: '' }, expected: 'willen' },
          { line: 4, sample: { signals: { visits: 1 }, sector: '', size: '' }, expected: undefined },
          { line: 5, sample: { signals: { informed: 1 }, sector: '', size: '' }, expected: undefined }
        ]
      });
    }
  });

  test('says of a bad row which cell is wrong, and tries the others', () => {
    const read = table('informed;motief\nveel;willen\n-1;\n1,5;\n1;zeker\n1;willen;3\n1;willen');
    expect('rows' in read && read.rows.map((row) => ('wrong' in row ? row.wrong : row.line))).toEqual([
      { fault: 'number', column: 'informed', value: 'veel' },
      { fault: 'number', column: 'informed', value: '-1' },
      { fault: 'number', column: 'informed', value: '1,5' },
      { fault: 'motive', column: 'motief', value: 'zeker' },
      { fault: 'cells', column: '', value: '3' },
      7
    ]);
  });

  test.each([
    ['nothing but headings', 'informed', 'empty'],
    ['an unknown heading', 'informed;kleur\n1;2', 'column'],
    ['a heading twice', 'informed;informed\n1;2', 'twice'],
    ['too many rows', `informed\n${'1\n'.repeat(MOST_ROWS + 1)}`, 'many']
  ])('with %s is refused whole', (_, text, fault) => {
    expect(table(text)).toMatchObject({ wrong: { fault } });
  });

  test('comes out as expected where the likeliest motive is, or having to is a fact', () => {
    const read = table('informed;obligations;motief\n1;;willen\n1;;weten\n1;1;moeten\n1;;moeten\n;;');
    const came = 'rows' in read ? read.rows.flatMap((row) => ('sample' in row ? [row] : [])) : [];
    expect(came.map(({ sample, expected }) => isAsExpected(trialOf(COMPANY, undefined, sample), expected))).toEqual([
      true,
      false,
      true,
      false,
      undefined
    ]);
    expect(isAsExpected(trialOf({ ...COMPANY, label: 0.95 }, undefined, came[0]!.sample), 'unknown')).toBe(true);
  });

  test('on the page goes by the words of the page, and is refused in a sentence', () => {
    const [row] = rowsIn('company', 'De uitleg gelezen;Motief\n2;Onbekend');
    expect(row).toMatchObject({ sample: { signals: { informed: 2 } }, expected: 'unknown' });
    expect(() => rowsIn('company', 'kleur\nrood')).toThrow('De tabel heeft een kolom ‘kleur’ die we niet kennen.');
    expect(wrongRow({ fault: 'number', column: 'informed', value: 'veel' })).toBe(
      'Niet gelezen: ‘veel’ in kolom ‘informed’ is geen heel getal.'
    );
    expect(rowsIn('company', ' ')).toEqual([]);
  });
});

test('moves that are hidden cannot be worked out from how many moved', () => {
  const count = fc.oneof(fc.nat(12), fc.nat(300));
  const mains = ['weten', 'willen', 'kunnen', undefined] as const;
  fc.assert(
    fc.property(fc.array(count, { minLength: 16, maxLength: 16 }), (counts) => {
      const moved = counts.map((organisations, place) => ({
        from: mains[Math.floor(place / 4)],
        to: mains[place % 4],
        organisations
      }));
      const { table, changed } = movesOf('company', moved);
      const off = moved
        .map((one, place) => ({ ...one, shown: table.flat()[place] }))
        .filter(({ from, to }) => from !== to);
      const total = off.reduce((sum, { organisations }) => sum + organisations, 0);
      for (const { organisations, shown } of off)
        if (shown !== undefined) expect(shown === organisations && (shown === 0 || shown >= 10)).toBe(true);
      if (changed === undefined) return;
      expect(changed).toBe(total);
      const left = changed - off.reduce((sum, { shown }) => sum + (shown ?? 0), 0);
      expect(left === 0 || left >= 10).toBe(true);
      expect(off.filter(({ organisations, shown }) => organisations > 0 && shown === undefined).length).not.toBe(1);
      expect(movesOf('authority', moved)).toEqual({
        table: [0, 4, 8, 12].map((from) => counts.slice(from, from + 4)),
        changed: total
      });
    })
  );
});

describe('a draft', () => {
  /** The form as a browser sends it back. */
  function sent(draft: ReturnType<typeof draftOf>): FormData {
    const form = new FormData();
    form.set('since', String(draft.since));
    for (const [motive, weight] of Object.entries(draft.base)) form.set(`base_${motive}`, weight);
    form.set('label', draft.label);
    for (const [place, rule] of draft.rules.entries()) {
      for (const part of ['key', 'title', 'motive', 'aspect', 'does', 'weight'] as const)
        form.append(`rule_${part}`, rule[part]);
      for (const { signal, least, most } of [...rule.when, { signal: '', least: '', most: '' }]) {
        form.append(`rule_${place}_signal`, signal);
        form.append(`rule_${place}_least`, least);
        form.append(`rule_${place}_most`, most);
      }
    }
    return form;
  }

  test('says the same rules after any number of times through its form', () => {
    for (const population of CLIMBERS)
      fc.assert(
        fc.property(ruleSets(population), (rules) => {
          const again = read(sent(draftOf(7, rules)));
          expect(again.since).toBe(7);
          expect(changesBetween(rules, ruleSetOf(population, again))).toEqual([]);
        }),
        { numRuns: 20 }
      );
  });

  test('gets and loses a rule, and names the rule that is wrong and why', () => {
    const draft = draftOf(1, COMPANY);
    const obliged = withRule(draft, 'company', 'moeten', 'rule-new');
    const changes = changesBetween(COMPANY, ruleSetOf('company', obliged));
    expect(changes.map((change) => (change.kind === 'added' ? whenWords(change.rule) : change))).toEqual([
      'Aantal keer ‘aanleiding waarbij de Berichtenbox verplicht is, in het afgelopen jaar’ is minstens 1'
    ]);
    expect(withoutRule(obliged, 'rule-new')).toEqual(draft);
    const refusal = (change: (form: FormData) => void): string => {
      const form = sent(withRule(draft, 'company', 'weten', 'rule-new'));
      change(form);
      try {
        ruleSetOf('company', read(form));
      } catch (error) {
        if (error instanceof Refusal) return error.message;
        throw error;
      }
      return '';
    };
    const place = draft.rules.findLastIndex(({ motive }) => motive === 'weten') + 1;
    const fill = (form: FormData, least: string, signal = 'help') => {
      form.set(`rule_${place}_signal`, signal);
      form.set(`rule_${place}_least`, least);
    };
    expect(refusal((form) => fill(form, '1'))).toBe('');
    expect(refusal(() => {})).toBe('Regel ‘Nieuwe regel’: kies minstens één voorwaarde.');
    expect(refusal((form) => fill(form, ''))).toBe(
      'Regel ‘Nieuwe regel’: vul bij elke voorwaarde minstens of hoogstens in.'
    );
    expect(refusal((form) => fill(form, '1,5'))).toContain('een heel getal van 0 tot en met 1.000');
    expect(refusal((form) => form.set('base_willen', ''))).toBe(
      'Geef bij het begingewicht van ‘Willen’ een getal van −6 tot 6.'
    );
    expect(refusal((form) => form.set('label', '40'))).toBe('Geef bij de kans een getal van 50 tot 95.');
    expect(refusal((form) => (fill(form, '1'), form.set('base_willen', '−1,5')))).toBe('');
  });
});
