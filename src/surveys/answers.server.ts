/** Answers: taking them in from a form or an interview, and coding what was said in own words. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import codeSql from '#clickhouse/queries/surveys/code.sql?raw';
import sentInSql from '#clickhouse/queries/surveys/sent_in.sql?raw';
import { referenceFault } from '#organisations/organisation.ts';
import { Refusal } from '#refusal.ts';
import { organisationKey, type Pseudonym } from '#store/pseudonym.server.ts';
import { keyedDigest } from '#store/secret.server.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import * as links from '#surveys/links.server.ts';
import { isAnswered, respond, type Fault, type Filled } from '#surveys/response.ts';
import type { Survey } from '#surveys/surveys.server.ts';

/** Responses that a survey takes without a link: enough for any of ours, too few to fill a disk. */
const WITHOUT_LINK_LIMIT = 10_000;

/** In which way an organisation answered: within each, a later response replaces the one before. */
export type Way = 'link' | 'typed' | 'interview' | 'import';

/** A stable UUID (version 8) of the one response that an organisation gives to a survey in a way. */
export function responseId(survey: string, organisation: Pseudonym, way: Way): string {
  const hex = keyedDigest('response', `${survey}\n${organisation}\n${way}`).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Who answers: by a link, as an interview by staff, or without either and then by a number if it likes. */
export type By = { token: string } | { interview: string } | { reference: string };

interface Respondent {
  organisation: Pseudonym;
  response: string;
  origin: 'form' | 'typed' | 'interview';
}

/** @throws Refusal reference_wrong */
function checkReference(reference: string, own: boolean): void {
  const isKvk = /^\d{8}$/.test(reference.replace(/\s/g, ''));
  if (own ? isKvk : reference.trim() !== '' && referenceFault(reference.trim()) === undefined) return;
  throw new Refusal(
    'reference_wrong',
    own
      ? 'Een KvK-nummer heeft 8 cijfers. Vul het opnieuw in, of laat het leeg.'
      : 'Vul het KvK-nummer of de code van de organisatie in.'
  );
}

/** @throws Refusal link_unknown */
export async function recipientOf(survey: Survey, token: string): Promise<Pseudonym> {
  const organisation = await links.recipient(survey, token);
  if (organisation === undefined)
    throw new Refusal(
      'link_unknown',
      'Deze link klopt niet, of is vervangen door een nieuwere. Gebruik de link uit het laatste bericht dat u kreeg.',
      { status: 404 }
    );
  return organisation;
}

async function respondent(survey: Survey, by: By): Promise<Respondent> {
  const { slug, definition } = survey;
  if ('token' in by) {
    const organisation = await recipientOf(survey, by.token);
    return { organisation, response: responseId(slug, organisation, 'link'), origin: 'form' };
  }
  if ('interview' in by) {
    checkReference(by.interview, false);
    const organisation = organisationKey(by.interview);
    return { organisation, response: responseId(slug, organisation, 'interview'), origin: 'interview' };
  }
  if (definition.withoutLink === 'nobody')
    throw new Refusal('link_needed', 'Deze vragenlijst kunt u alleen invullen met de link die u kreeg.', {
      status: 403
    });
  const nobody: Respondent = { organisation: '0', response: randomUUID(), origin: 'form' };
  if (definition.withoutLink === 'anonymous' || by.reference.trim() === '') return nobody;
  checkReference(by.reference, true);
  const organisation = organisationKey(by.reference);
  // Anybody can type any number, which is therefore kept apart and gives way to all other answers. Whoever was invited answers by its link, and nobody else speaks over it.
  if (await links.isInvited(survey, organisation)) return nobody;
  return { organisation, response: responseId(slug, organisation, 'typed'), origin: 'typed' };
}

async function checkRoom(survey: Survey): Promise<void> {
  const [row] = await ask(sentInSql, { survey: survey.slug }, z.object({ responses: z.coerce.number() }));
  if ((row?.responses ?? 0) < WITHOUT_LINK_LIMIT + (await links.count(survey))) return;
  throw new Refusal(
    'survey_full',
    'Deze vragenlijst neemt zonder link geen antwoorden meer aan, omdat er al heel veel zijn. Hebt u een link gekregen? Gebruik die.',
    { status: 429 }
  );
}

/**
 * Takes in a response, or tells what is not right yet; then nothing is kept.
 * @throws Refusal survey_not_open | link_unknown | link_needed | reference_wrong | survey_full | nothing_answered
 */
export async function answer(
  survey: Survey,
  filled: ReadonlyMap<string, Filled>,
  by: By,
  at: Date
): Promise<{ faults: Fault[] }> {
  if (survey.status !== 'open')
    throw new Refusal('survey_not_open', 'Deze vragenlijst staat niet open.', { status: 410 });
  const { answers, faults } = respond(survey.definition.questions, filled);
  const { organisation, response, origin } = await respondent(survey, by);
  if (faults.length > 0) return { faults };
  if (!answers.some(isAnswered)) throw new Refusal('nothing_answered', 'U hebt nog niets ingevuld.');
  if ('reference' in by) await checkRoom(survey);
  const moment = at.getTime();
  const shared = { organisation, survey: survey.slug, response, origin, coded_by: '', example: survey.example };
  await insertRows(
    'answers',
    answers.map((one) => ({ ...shared, ...one, answered_at: moment, import_id: '', imported_at: moment })),
    randomUUID()
  );
  return { faults };
}

/**
 * Gives an answer in own words its codes; none means that none fits. Of one that was replaced since it was read nothing changes.
 * @throws Refusal code_unknown
 */
export async function code(
  survey: Survey,
  given: { question: string; response: string; codes: readonly string[]; answeredAt: number },
  by: string,
  at: Date
): Promise<void> {
  const { question, response, codes, answeredAt } = given;
  const asked = survey.definition.questions.find(({ key, kind }) => key === question && kind === 'open');
  const known = codes.every((key) => asked?.options.some((option) => option.key === key));
  if (!asked || !known || !z.uuid().safeParse(response).success)
    throw new Refusal('code_unknown', 'Deze code hoort niet bij deze vraag.');
  await run(codeSql, {
    survey: survey.slug,
    question,
    response,
    options: [...codes],
    by,
    at: at.getTime(),
    answered_at: answeredAt
  });
}
