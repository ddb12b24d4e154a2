/** Cells out of the engine against a count of everybody one by one, from the same deeds, occasions, obligations and answers. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import * as journeys from '#adoption/journeys.server.ts';
import { ABSENT, LADDERS } from '#adoption/ladder.ts';
import * as cells from '#motives/cells.server.ts';
import { foldOf, FOLDS } from '#motives/cell.ts';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
import { judge } from '#motives/judgement.ts';
import { isNonUser } from '#motives/motive.ts';
import { askWhere } from '#motives/motive-question.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import * as evidence from '#motives/evidence.server.ts';
import { ASPECTS_OF, MOTIVES, type Motive } from '#surveys/motive.ts';
import * as motives from '#motives/motives.server.ts';
import * as obligations from '#motives/obligations.server.ts';
import { holds, holdsOf } from '#motives/rule.ts';
import * as signals from '#motives/signals.server.ts';
import { ask, insertRows } from '#store/warehouse.server.ts';
import { STANDARD } from '#surveys/standard.ts';
import type { Meaning } from '#surveys/survey.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { startOf } from '#time/day.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';
import { common, OBLIGED, put, signalsOf, somebody, standingOf, type Somebody } from './companies.ts';

useStores();

const RULES = DEFAULT_RULES.company;
const REGIONS = { Oss: 'Noordoost-Brabant', Breda: 'West-Brabant' };

let slug = '';
let meanings: Meaning[] = [];
beforeAll(async () => {
  const survey = await surveys.create(STANDARD, 'test', new Date());
  ({ slug } = survey);
  await surveys.act(slug, 'open', new Date());
  meanings = await surveys.meanings();
  await obligations.add(OBLIGED, 'test');
  await municipalities.fill();
});

/** What somebody's answers say of a motive: the last response that says anything of it, where it stands as it stood then. */
function saidOf(one: Somebody, motive: Motive): number {
  const said = one.responses.flatMap(({ day, answers }, index) => {
    if (standingOf(one, day) !== standingOf(one)) return [];
    // Of a question that was answered twice, the engine keeps the last that came.
    const last = answers.filter(
      ({ question }, place) => answers.findLastIndex((one) => one.question === question) === place
    );
    const given = last.filter(({ options }) => options.length > 0);
    const chosen = given.flatMap(({ question, options }) =>
      options.flatMap((option) =>
        meanings.filter((one) => one.motive === motive && one.question === question && one.option === option)
      )
    );
    const several = given.filter(
      ({ question }) =>
        STANDARD.questions.find(({ key }) => key === question)!.kind === 'many' &&
        meanings.some((one) => one.motive === motive && one.question === question && one.is)
    );
    if (chosen.length === 0 && several.length === 0) return [];
    return [{ at: startOf(day) + index, so: codeOf(chosen) }];
  });
  return said.sort((a, b) => a.at - b.at).at(-1)?.so ?? -1;
}

/** The questions and answers by which it says what it says of a motive, in the response that counts, and their day. */
function sayingsOf(one: Somebody, motive: Motive) {
  const so = saidOf(one, motive);
  if (so < 0) return [];
  const last = one.responses
    .map((response, index) => ({ ...response, at: startOf(response.day) + index }))
    .filter(({ day, answers }) => saidOf({ ...one, responses: [{ day, answers }] }, motive) >= 0)
    .sort((a, b) => a.at - b.at)
    .at(-1)!;
  return STANDARD.questions
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap(({ key, kind, text, options }) => {
      const chosen = last.answers.findLast(({ question }) => question === key)?.options ?? [];
      const own = options.filter((option) => chosen.includes(option.key));
      const saying = (is: boolean) =>
        own.filter(({ says }) => says.some((each) => each.motive === motive && each.is === is));
      const isAbout =
        kind === 'many' && options.some(({ says }) => says.some((each) => each.motive === motive && each.is));
      const telling = so > 0 ? saying(true) : saying(false).length > 0 ? saying(false) : isAbout ? own : [];
      if (telling.length === 0) return [];
      const told = telling.map((option) => option.text);
      return [{ motive, title: STANDARD.title, question: text, options: told, day: last.day }];
    });
}

/** 0 is not so, 1 is, and from 2 on what it is about; of several the last. */
const codeOf = (chosen: readonly Meaning[]): number =>
  Math.max(
    0,
    ...chosen
      .filter(({ is }) => is)
      .map(({ motive, aspect }) => (aspect === '' ? 1 : ASPECTS_OF[motive].findIndex((one) => one === aspect) + 2))
  );

const Cell = z.object({ key: z.string(), n: z.coerce.number() });

test('every organisation is in the cell of its place, evidence and answers; explained, it is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(somebody, { minLength: 20, maxLength: 50 }), async (all) => {
      await put(all, slug);
      const expected = new Map<string, number>();
      all.forEach((one, index) => {
        const state = standingOf(one);
        expect(state).not.toBe(ABSENT);
        const said = MOTIVES.map((motive) => saidOf(one, motive));
        const fold = said.some((so) => so >= 0) ? (index + 1) % FOLDS : 0;
        const holds = holdsOf(RULES, signalsOf(one));
        const key = JSON.stringify([one.municipality, one.sector, one.size, state, String(holds), said, fold]);
        expected.set(key, (expected.get(key) ?? 0) + 1);
      });
      const rows = await ask(
        `SELECT toJSONString((municipality, sector, size, state, toString(holds), said, fold)) AS key, sum(organisations) AS n
         FROM motive_cells WHERE version = {version:Int64} AND population = 'company' GROUP BY key`,
        { version: (await cells.counted('company'))!.version },
        Cell
      );
      expect(new Map(rows.map(({ key, n }) => [key, n]))).toEqual(expected);

      const overview = (await motives.overview({
        population: 'company',
        filters: { municipality: [], region: [], sector: [], size: [] }
      }))!;
      expect(overview.registered).toBe(all.length);
      const one = all[7]!;
      const [explained] = await evidence.of('company', ['8']);
      expect(Object.fromEntries(explained!.signals.map(({ name: of, times }) => [of, times]))).toMatchObject(
        signalsOf(one)
      );
      expect(explained!.version).toBe(1);
      expect(explained!.rules).toEqual(RULES.rules.filter((_, place) => holds(holdsOf(RULES, signalsOf(one)), place)));
      const everybody = await evidence.of(
        'company',
        all.map((_, index) => String(index + 1))
      );
      for (const { organisation, facts, sayings } of everybody) {
        const own = all[Number(organisation) - 1]!;
        const { process, basis, validFrom, validTo } = OBLIGED;
        expect(facts).toEqual(signalsOf(own)['obligations']! > 0 ? [{ process, basis, validFrom, validTo }] : []);
        expect(sayings).toEqual(MOTIVES.flatMap((motive) => sayingsOf(own, motive)));
      }
      const judged = await evidence.judgements('company', ['8', '999']);
      expect([...judged.keys()]).toEqual(explained!.nonUser ? ['8'] : []);
    }),
    { numRuns: runs(4), endOnFailure: true }
  );
}, 120_000);

test('where to act is by region what everybody by itself comes to, and who has to by law is counted and not guessed', async () => {
  const all = fc.sample(somebody, 60).flatMap((one) => [one, one, one, one]);
  await put(all, slug);
  const { places, small } = (await motives.where(askWhere(new URLSearchParams('by=region'))))!;
  const { model } = (await motives.model('company'))!;
  const never = all.flatMap((own, index) => {
    const state = standingOf(own);
    if (!isNonUser(LADDERS.company, state)) return [];
    const said = MOTIVES.map((motive) => saidOf(own, motive));
    const fold = foldOf(String(index + 1), said);
    const kind = { sector: own.sector, size: own.size, holds: holdsOf(RULES, signalsOf(own)), said, fold };
    return [{ region: REGIONS[own.municipality], verdicts: judge(model, kind).verdicts }];
  });
  expect(places).toHaveLength(2);
  expect(small).toBe(0);
  for (const { values, organisations, motives: expected } of places) {
    const own = never.filter(({ region }) => region === values[0]);
    expect(organisations).toBe(own.length);
    for (const { motive, expected: n, low, high } of expected) {
      const chances = own.map(({ verdicts }) => verdicts.find((one) => one.motive === motive)!);
      if (motive === 'moeten') {
        expect([n, low, high]).toEqual(Array(3).fill(chances.filter(({ basis }) => basis === 'fact').length));
        expect(n).toBeGreaterThanOrEqual(10);
      } else expect(Math.abs(n - chances.reduce((sum, { chance }) => sum + chance!, 0))).toBeLessThan(0.501);
    }
  }
});

test('following what arrives gives the cells that counting anew gives, and an answer is counted without anything else', async () => {
  await put(fc.sample(somebody, 30), slug);
  const now = async () => {
    const { version } = (await cells.counted('company'))!;
    return ask(
      `SELECT toJSONString((municipality, sector, size, state, toString(holds), said, fold)) AS key, sum(organisations) AS n
       FROM motive_cells WHERE version = {version:Int64} GROUP BY key ORDER BY key`,
      { version },
      Cell
    );
  };
  const before = await now();
  await insertRows(
    'answers',
    [
      {
        ...common,
        imported_at: Date.now(),
        organisation: '3',
        survey: slug,
        response: randomUUID(),
        question: 'bekend',
        options: ['niet'],
        origin: 'form',
        answered_at: Date.now()
      }
    ],
    randomUUID()
  );
  await signals.refresh();
  await cells.count({ now: true });
  const answered = await now();
  expect(answered).not.toEqual(before);
  await insertRows(
    'events',
    [
      {
        id: randomUUID(),
        source: 'test',
        name: 'login_failed',
        at: Date.now() - 1_000,
        received_at: Date.now(),
        actor: '4',
        organisation: '4'
      }
    ],
    randomUUID()
  );
  await journeys.refresh();
  await signals.refresh();
  await cells.count({ now: true });
  const followed = await now();
  expect(followed).not.toEqual(answered);
  await journeys.refresh({ all: true });
  await signals.refresh({ all: true });
  expect(await now()).toEqual(followed);
});
