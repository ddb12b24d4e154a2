/** Surveys among a part of the invented companies, two that were and one that is open, with the answers of those that felt like it. */
import { randomUUID } from 'node:crypto';
import { DAYS, reference } from '#example/actors.server.ts';
import { company, random } from '#example/brabant.ts';
import type { Size } from '#example/size.ts';
import { answersChance, asOf, responseOf } from '#example/survey.ts';
import { randomFrom, sample } from '#statistics/random.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { insertLines } from '#store/warehouse.server.ts';
import { responseId } from '#surveys/answers.server.ts';
import * as links from '#surveys/links.server.ts';
import { respond } from '#surveys/response.ts';
import { STANDARD } from '#surveys/standard.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { addDays, DAY, startOf } from '#time/day.ts';

/** Nobody: what an example did, nobody did. */
const BY = 'voorbeeld';

interface Round {
  title: string;
  /** Days ago that it opened, and how long it was open, or is. */
  opened: number;
  open: number;
  /** Which part of the companies is invited, and never more than `most`. */
  share: number;
  most: number;
  /** Added to the seed. */
  salt: number;
}

/** About a fifth of the companies is asked twice before, and a third now. */
const ROUNDS: readonly Round[] = [
  { title: 'Voorbeeld: eerste peiling', opened: 345, open: 42, share: 0.2, most: 1_500, salt: 13 },
  { title: 'Voorbeeld: tweede peiling', opened: 200, open: 42, share: 0.2, most: 1_500, salt: 15 },
  { title: 'Voorbeeld: waarom nog niet?', opened: 60, open: 60, share: 0.343, most: 3_000, salt: 11 }
];
/** For so many days nobody coded what was said. */
const UNCODED = 14;

/** Lets companies be invited and answer. @returns how many, in the last round */
export async function fill(size: Size): Promise<{ invited: number; answered: number }> {
  const rounds = [];
  for (const round of ROUNDS) rounds.push(await hold(round, size));
  return rounds.at(-1)!;
}

async function hold(
  { title, opened: ago, open, share, most, salt }: Round,
  { organisations, seed, until }: Size
): Promise<{ invited: number; answered: number }> {
  const begin = addDays(until, -ago);
  const opened = new Date(startOf(begin) + 9 * 3_600_000);
  const { slug } = await surveys.create({ ...STANDARD, title }, BY, opened, true);
  await surveys.act(slug, 'open', opened);
  const survey = await surveys.one(slug);
  const wanted = Math.min(most, Math.round(organisations * share));
  const taken = sample(organisations, wanted, randomFrom(seed + salt));
  const invited = taken.flatMap((is, index) => (is ? [{ index, key: organisationKey(reference(index)) }] : []));
  await links.link(
    survey,
    invited.map(({ key }) => key),
    opened
  );
  const rows: string[] = [];
  let answered = 0;
  for (const { index, key } of invited) {
    const chance = random(seed + salt + 1, index);
    const [feels, day] = [chance(), Math.floor(open * chance() ** 2)];
    // As it was when it answered; most answer soon after they were asked.
    const it = asOf(company(seed, index, DAYS), DAYS - 1 - ago + day, DAYS);
    if (feels >= answersChance(it)) continue;
    answered++;
    const { filled, code } = responseOf(it, chance);
    const at = startOf(addDays(begin, day)) + Math.round((9 + chance() * 11) * 3_600_000);
    const isCoded = ago - day > UNCODED;
    for (const answer of respond(survey.definition.questions, filled).answers) {
      const coded = answer.said !== '' && isCoded;
      rows.push(
        JSON.stringify({
          organisation: key,
          survey: slug,
          response: responseId(slug, key, 'link'),
          ...answer,
          options: coded ? [code] : answer.options,
          origin: 'form',
          coded_by: coded ? BY : '',
          answered_at: at,
          import_id: 'example',
          imported_at: Math.min(at + DAY, Date.now()),
          example: true
        })
      );
    }
  }
  await insertLines('answers', rows.join('\n'), randomUUID());
  if (open < ago) await surveys.act(slug, 'close', new Date(startOf(addDays(begin, open)) + 9 * 3_600_000));
  return { invited: invited.length, answered };
}
