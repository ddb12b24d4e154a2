/** An open survey among a part of the invented companies, with the answers of those that felt like it. */
import { randomUUID } from 'node:crypto';
import { DAYS, reference } from '#example/actors.server.ts';
import { company, random } from '#example/brabant.ts';
import type { Size } from '#example/size.ts';
import { answersChance, responseOf } from '#example/survey.ts';
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

/** About a third of the companies is invited, and never more than this. */
const INVITED = { share: 0.343, most: 3_000 };
/** How long it is open already, and since when nobody coded what was said. Days. */
const OPEN = 60;
const UNCODED = 14;

/** Lets companies be invited and answer. @returns how many */
export async function fill({ organisations, seed, until }: Size): Promise<{ invited: number; answered: number }> {
  const begin = addDays(until, -OPEN);
  const opened = new Date(startOf(begin) + 9 * 3_600_000);
  const { slug } = await surveys.create({ ...STANDARD, title: 'Voorbeeld: waarom nog niet?' }, BY, opened, true);
  await surveys.act(slug, 'open', opened);
  const survey = await surveys.one(slug);
  const wanted = Math.min(INVITED.most, Math.round(organisations * INVITED.share));
  const taken = sample(organisations, wanted, randomFrom(seed + 11));
  const invited = taken.flatMap((is, index) => (is ? [{ index, key: organisationKey(reference(index)) }] : []));
  await links.link(
    survey,
    invited.map(({ key }) => key),
    opened
  );
  const rows: string[] = [];
  let answered = 0;
  for (const { index, key } of invited) {
    const it = company(seed, index, DAYS);
    const chance = random(seed + 12, index);
    if (chance() >= answersChance(it)) continue;
    answered++;
    const { filled, code } = responseOf(it, chance);
    // Most answer soon after they were asked.
    const day = Math.floor(OPEN * chance() ** 2);
    const at = startOf(addDays(begin, day)) + Math.round((9 + chance() * 11) * 3_600_000);
    const isCoded = day < OPEN - UNCODED;
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
  return { invited: invited.length, answered };
}
