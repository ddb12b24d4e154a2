import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { refusedFile } from '#files/folder.server.ts';
import { importFile } from '#files/importing.server.ts';
import * as touches from '#interventions/touches.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { ask, insertRows } from '#store/warehouse.server.ts';
import { ANSWERS } from '#surveys/answer-files.server.ts';
import * as answers from '#surveys/answers.server.ts';
import * as links from '#surveys/links.server.ts';
import type { Filled } from '#surveys/response.ts';
import { STANDARD } from '#surveys/standard.ts';
import * as outcomes from '#surveys/outcomes.server.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { useStores } from '../stores.ts';

useStores();

const folder = mkdtempSync(join(tmpdir(), 'hoera-surveys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function file(name: string, lines: readonly string[]): { path: string; filename: string } {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\r\n'));
  return { path, filename: name };
}

let clock = Date.UTC(2026, 9, 1, 8);
/** Each moment later than the one before. */
const later = () => new Date((clock += 60_000));

const filled = (given: Record<string, string | string[]>) =>
  new Map<string, Filled>(
    Object.entries(given).map(([key, value]) => [
      key,
      typeof value === 'string' ? { options: [], said: value } : { options: value, said: '' }
    ])
  );

async function opened(title: string, change = {}): Promise<surveys.Survey> {
  const { slug } = await surveys.create({ ...STANDARD, title, ...change }, 'test', later());
  await surveys.act(slug, 'open', later());
  return surveys.one(slug);
}

const stored = (survey: string) =>
  ask(
    `SELECT toString(organisation) AS organisation, question, options, said, origin FROM answers FINAL
     WHERE survey = {survey:String} AND (notEmpty(options) OR said != '') ORDER BY answered_at, question`,
    { survey },
    z.object({
      organisation: z.string(),
      question: z.string(),
      options: z.array(z.string()),
      said: z.string(),
      origin: z.string()
    })
  );

const tokenIn = (line: readonly string[]) => line.at(-1)!.split('=')[1]!;
const address = (token: string) => `https://x.example/survey/y?l=${token}`;
const everybody = { column: '', wanted: 'all' as const, seed: 1, address };

/** 200 companies, of which every fifth has staff; and a branch of the first. */
const kvk = (index: number) => String(99_300_000 + index);
beforeAll(async () => {
  const row = (reference: string, size: string, head = reference) => ({
    organisation: organisationKey(reference),
    population: 'company',
    head: organisationKey(head),
    sector: 'F Bouw',
    size,
    municipality: 'Oss',
    valid_from: '2020-01-01',
    valid_to: '2149-01-01',
    imported_at: Date.UTC(2026, 0, 1)
  });
  await insertRows(
    'organisations',
    [
      ...Array.from({ length: 200 }, (_, index) => row(kvk(index), index % 5 === 0 ? '3-5' : '1')),
      row('993000000001', '1', kvk(0))
    ],
    randomUUID()
  );
});

test('of two people who save at once the second is told; what is open keeps its questions', async () => {
  const draft = await surveys.create({ ...STANDARD, title: 'Twee tegelijk' }, 'test', later());
  expect(draft.slug).toBe('twee-tegelijk');
  expect((await surveys.create({ ...STANDARD, title: 'Twee tegelijk' }, 'test', later())).slug).toBe('twee-tegelijk-2');
  const first = await surveys.save(draft.slug, draft.revision, { ...STANDARD, title: 'Een' });
  // The address goes along with the title, as long as nobody has it.
  expect(first.slug).toBe('een');
  await expect(surveys.save(first.slug, draft.revision, { ...STANDARD, title: 'Een' })).rejects.toMatchObject({
    code: 'changed_meanwhile'
  });
  expect((await surveys.meanings()).filter(({ survey }) => survey === first.slug)).toEqual([]);
  await surveys.act(first.slug, 'open', later());
  await expect(surveys.save(first.slug, first.revision, { ...STANDARD, title: 'Te laat' })).rejects.toMatchObject({
    code: 'survey_answered'
  });
  const meant = structuredClone(first.definition);
  meant.questions[0]!.options[0]!.says = [{ motive: 'willen', aspect: 'weerstand', is: true }];
  await surveys.save(first.slug, first.revision, meant);
  expect((await surveys.meanings()).find(({ survey, option }) => survey === first.slug && option === 'goed')).toEqual({
    survey: 'een',
    question: 'bekend',
    option: 'goed',
    motive: 'willen',
    aspect: 'weerstand',
    is: true
  });
  await expect(surveys.discard(first.slug)).rejects.toMatchObject({ code: 'transition_impossible' });
});

test('a link answers for one organisation: again replaces all of before, a new link replaces the old', async () => {
  const survey = await opened('Met link');
  const given = await links.invite(
    survey,
    file('lijst.csv', [
      'Naam;KvK-nummer;Adres',
      `A;${kvk(0)};Markt 1`,
      'Vestiging van A;993000000001;Markt 2',
      `B;${kvk(1)};=1+1`,
      'C;99399999;Onbekend',
      'D;12;Fout'
    ]),
    everybody,
    later()
  );
  expect(given).toMatchObject({ received: 5, refused: 1, twice: 1, unregistered: 1, replaced: 0, links: 3 });
  expect(given.lines.map((line) => line.slice(0, 3))).toEqual([
    ['Naam', 'KvK-nummer', 'Adres'],
    ['A', kvk(0), 'Markt 1'],
    ['B', kvk(1), '=1+1'],
    ['C', '99399999', 'Onbekend']
  ]);
  const [, a, b] = given.lines.map(tokenIn);
  // Oracle: 128 bits in base64url are 22 letters.
  expect(a).toMatch(/^[\w-]{22}$/);
  expect(await answers.answer(survey, filled({ bekend: ['goed'] }), { token: a! }, later())).toEqual({
    faults: [{ question: 'tegen', fault: 'required' }]
  });
  expect(await stored(survey.slug)).toEqual([]);

  await answers.answer(
    survey,
    filled({ bekend: ['goed'], tegen: ['gedoe'], waarvoor: 'Bel 06-12345678' }),
    { token: a! },
    later()
  );
  expect((await stored(survey.slug)).map(({ question }) => question)).toEqual(['bekend', 'tegen', 'waarvoor']);
  await answers.answer(survey, filled({ bekend: ['niet'] }), { token: a! }, later());
  expect(await stored(survey.slug)).toEqual([
    { organisation: organisationKey(kvk(0)), question: 'bekend', options: ['niet'], said: '', origin: 'form' }
  ]);

  const again = await links.invite(survey, file('weer.csv', ['kvk', kvk(1)]), everybody, later());
  expect(again).toMatchObject({ replaced: 1, links: 1 });
  await expect(answers.answer(survey, filled({ bekend: ['niet'] }), { token: b! }, later())).rejects.toMatchObject({
    code: 'link_unknown'
  });
  await answers.answer(survey, filled({ bekend: ['niet'] }), { token: tokenIn(again.lines[1]!) }, later());
  const counts = (await outcomes.responses([survey])).get(survey.slug)!;
  expect(counts).toMatchObject({ invited: 3, responses: undefined, response: undefined });

  // A link of another survey opens nothing here.
  const other = await opened('Andere');
  await expect(answers.recipientOf(other, a!)).rejects.toMatchObject({ code: 'link_unknown' });
});

test('without a link one stays unknown, or gives a number that never speaks over who was invited', async () => {
  const survey = await opened('Zonder link');
  await links.invite(survey, file('een.csv', ['kvk', kvk(5)]), everybody, later());
  const without = (reference: string) => answers.answer(survey, filled({ bekend: ['niet'] }), { reference }, later());
  await without('');
  await without(`${kvk(6).slice(0, 4)} ${kvk(6).slice(4)}`);
  await without(kvk(6));
  await without(kvk(5));
  await expect(without('1234')).rejects.toMatchObject({ code: 'reference_wrong' });
  expect((await stored(survey.slug)).map(({ organisation }) => organisation)).toEqual([
    '0',
    organisationKey(kvk(6)),
    '0'
  ]);
  await expect(answers.answer(survey, filled({}), { reference: '' }, later())).resolves.toMatchObject({
    faults: [{ question: 'bekend' }]
  });
  const closed = await opened('Alleen met link', { withoutLink: 'nobody' });
  await expect(answers.answer(closed, filled({ bekend: ['niet'] }), { reference: '' }, later())).rejects.toMatchObject({
    code: 'link_needed'
  });
  await surveys.act(closed.slug, 'close', later());
  await expect(
    answers.answer(await surveys.one(closed.slug), filled({ bekend: ['niet'] }), { interview: kvk(1) }, later())
  ).rejects.toMatchObject({ code: 'survey_not_open' });
});

test('a flood without links ends, and who has a link comes through', async () => {
  const survey = await opened('Vol');
  const { lines } = await links.invite(survey, file('een.csv', ['kvk', kvk(7)]), everybody, later());
  await insertRows(
    'answers',
    Array.from({ length: 10_001 }, () => ({
      organisation: 0,
      survey: survey.slug,
      response: randomUUID(),
      question: 'bekend',
      options: ['niet'],
      origin: 'form',
      answered_at: clock,
      imported_at: clock
    })),
    randomUUID()
  );
  const given = filled({ bekend: ['niet'] });
  await expect(answers.answer(survey, given, { reference: '' }, later())).rejects.toMatchObject({
    code: 'survey_full'
  });
  expect(await answers.answer(survey, given, { token: tokenIn(lines[1]!) }, later())).toEqual({ faults: [] });
});

test('a draw is as the list is by size, the same by the same seed, and told by size beside the registry', async () => {
  const survey = await opened('Steekproef');
  const list = file('alles.csv', ['kvk;plaats', ...Array.from({ length: 200 }, (_, index) => `${kvk(index)};Oss`)]);
  const how = { ...everybody, wanted: 50, seed: 7 };
  const first = await links.invite(survey, list, how, later());
  expect(first).toMatchObject({ received: 200, links: 50, replaced: 0, seed: 7 });
  const drawn = first.lines.slice(1).map(([reference]) => Number(reference) - 99_300_000);
  // Oracle: a fifth of the registry has staff.
  expect(drawn.filter((index) => index % 5 === 0).length).toBe(10);
  const second = await links.invite(survey, list, how, later());
  expect(second.replaced).toBe(50);
  expect(second.lines.map(([reference]) => reference)).toEqual(first.lines.map(([reference]) => reference));
  for (const line of second.lines.slice(1, 31))
    await answers.answer(survey, filled({ bekend: ['niet'] }), { token: tokenIn(line) }, later());
  const { response, responses } = (await outcomes.responses([survey])).get(survey.slug)!;
  expect([responses, response?.value]).toEqual([30, 0.6]);
  const told = await outcomes.standings(survey, '2026-10-02');
  expect(told.map(({ size, registered, invited }) => [size, registered, invited])).toEqual([
    ['1', 160, 40],
    ['2-10', 40, 10]
  ]);
  expect((await outcomes.results(survey))[0]).toMatchObject({
    of: 30,
    options: [{ count: 0 }, { count: 0 }, { count: 30 }]
  });

  // Of those that were picked, and of no others, is asked who is to be left in peace.
  const asked: string[] = [];
  const other = await opened('Steekproef van wie niet kort geleden is benaderd');
  const third = await links.invite(other, list, how, later(), (organisations) => {
    asked.push(...organisations);
    return Promise.resolve(new Set(organisations.slice(0, 3)));
  });
  expect(asked).toHaveLength(50);
  expect(third).toMatchObject({ links: 47, left: 3, replaced: 0 });
  expect(third.lines.slice(1).map(([reference]) => organisationKey(reference!))).toEqual(asked.slice(3));

  // What was noted of them stands or falls with the links: here the survey is gone meanwhile.
  const day = '2026-10-02';
  const gone = { ...other, id: randomUUID() };
  const cut = links.invite(gone, list, how, later(), (organisations, transaction) =>
    touches.reserve(organisations, day, `survey:${gone.id}`, transaction)
  );
  await expect(cut).rejects.toThrow();
  expect(await touches.blocked(asked, day)).toEqual(new Set());
});

test('of an organisation the latest response counts, and answers in own words count once coded', async () => {
  const survey = await opened('Coderen', { population: 'department' });
  const say = (waarvoor: string, by: answers.By) =>
    answers.answer(survey, filled({ bekend: ['goed'], tegen: ['niets'], waarvoor }), by, later());
  await say('Aanvragen', { reference: '' });
  await say('Weet ik niet', { interview: kvk(8) });
  await answers.answer(survey, filled({ bekend: ['niet'] }), { interview: kvk(8) }, later());
  // Anybody can type a number: what staff heard from the organisation itself stands.
  await answers.answer(survey, filled({ bekend: ['naam'], tegen: ['gedoe'] }), { reference: kvk(8) }, later());
  const [bekend, waarvoor] = await outcomes.results(survey);
  expect(bekend!.options.map(({ count }) => count)).toEqual([1, 0, 1]);
  expect(waarvoor).toMatchObject({ answered: 1, of: 0 });
  const [only, ...more] = await outcomes.said(survey, 'waarvoor', 10);
  expect([only?.said, more.length]).toEqual(['Aanvragen', 0]);

  const give = (codes: string[], answeredAt = only!.answered_at, response = only!.response) =>
    answers.code(survey, { question: 'waarvoor', response, codes, answeredAt }, 'staff', later());
  await expect(give(['gedoe'])).rejects.toMatchObject({ code: 'code_unknown' });
  // Another text under the same name is not the one that was read.
  await give(['juist'], only!.answered_at - 1);
  expect((await outcomes.uncoded(survey)).get('waarvoor')).toBe(1);
  await give([]);
  expect((await outcomes.uncoded(survey)).get('waarvoor')).toBe(0);
  await give(['juist']);
  expect((await outcomes.results(survey))[1]).toMatchObject({
    of: 1,
    options: [{ key: 'juist', count: 1 }, { count: 0 }, { count: 0 }]
  });
});

test('answers come in by file: each row checked, the last one counts, and a second file replaces', async () => {
  const survey = await opened('Ingelezen');
  const draft = await surveys.create({ ...STANDARD, title: 'Nog niet open' }, 'test', later());
  const load = (name: string, lines: string[]) =>
    importFile({
      kind: ANSWERS,
      source: 'enquete',
      ...file(name, ['kvk;vragenlijst;vraag;antwoord;tekst;datum', ...lines]),
      by: 'test'
    });
  const account = await load('antwoorden.csv', [
    `${kvk(0)};ingelezen;bekend;Alleen van naam;;1-9-2026`,
    `${kvk(0)};ingelezen;Waarvoor kunt u hem gebruiken, denkt u?;;Mail mij: a@b.nl;1-9-2026`,
    `${kvk(0)};ingelezen;tegen;gedoe|snap-niet;;1-9-2026`,
    `${kvk(1)};ingelezen;bekend;goed;;1-9-2026`,
    `${kvk(1)};ingelezen;bekend;niet;;2-9-2026`,
    `${kvk(2)};ingelezen;bekend;goed|niet;;1-9-2026`,
    `${kvk(2)};ingelezen;bekend;misschien;;1-9-2026`,
    `${kvk(2)};ingelezen;leeftijd;goed;;1-9-2026`,
    `${kvk(2)};${draft.slug};bekend;goed;;1-9-2026`,
    `${kvk(2)};bestaat-niet;bekend;goed;;1-9-2026`,
    `${kvk(2)};ingelezen;waarvoor;;;1-9-2026`,
    `12;ingelezen;bekend;goed;;1-9-2026`,
    `${kvk(2)};ingelezen;bekend;goed;;31-31-2026`,
    `${kvk(2)};ingelezen;bekend;goed;;1-1-2024`
  ]);
  expect(account).toMatchObject({ received: 14, accepted: 4, duplicate: 1, refused: 9, updated: 0 });
  expect(account.reasons).toEqual({
    'options.several': 1,
    'options.option': 1,
    'question.question': 1,
    'survey.survey_draft': 1,
    'survey.survey': 1,
    'said.empty': 1,
    'reference.digits': 1,
    'answered_at.no_such_date': 1,
    'answered_at.too_old': 1
  });
  expect(readFileSync(refusedFile(account.id), 'utf8')).toContain('is geen antwoord van deze vraag');
  const row = { organisation: organisationKey(kvk(0)), said: '', origin: 'import' };
  expect(await stored(survey.slug)).toEqual([
    { ...row, question: 'bekend', options: ['naam'] },
    { ...row, question: 'tegen', options: ['gedoe', 'snap-niet'] },
    { ...row, question: 'waarvoor', options: [], said: 'Mail mij: [e-mail]' },
    { ...row, organisation: organisationKey(kvk(1)), question: 'bekend', options: ['niet'] }
  ]);
  expect(await load('beter.csv', [`${kvk(1)};ingelezen;bekend;goed;;3-9-2026`])).toMatchObject({
    accepted: 1,
    updated: 1
  });
  expect((await stored(survey.slug)).at(-1)).toMatchObject({ options: ['goed'] });
});

test('who was invited is forgotten with the term of its answer', async () => {
  const survey = await opened('Lang geleden');
  const at = (month: number) => new Date(Date.UTC(2026, month, 1));
  await links.link(survey, ['11', '12'], at(0));
  await links.link(survey, ['13'], at(6));
  const tokens = await links.link(survey, ['12'], at(6));
  // Thirteen months after the first; whoever was invited again since then stays.
  expect(await links.expire(new Date(Date.UTC(2027, 1, 2)))).toBeGreaterThanOrEqual(1);
  expect((await links.invited([survey])).get(survey.id)?.sort()).toEqual(['12', '13']);
  expect(await links.recipient(survey, tokens.get('12')!)).toBe('12');
});
