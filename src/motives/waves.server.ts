/** Motives by wave of answers, with the registry as it stood when each was answered. */
import { z } from 'zod';
import daysSql from '#clickhouse/queries/motives/wave_days.sql?raw';
import wavesSql from '#clickhouse/queries/motives/waves.sql?raw';
import { isCareful } from '#adoption/hiding.ts';
import { DEFAULT_FUNNELS } from '#adoption/funnel.ts';
import { codeOf, LADDERS, NOTHING_YET, type Climber } from '#adoption/ladder.ts';
import * as cells from '#motives/cells.server.ts';
import type { MotivesAsked } from '#motives/motive-question.ts';
import { askedOf, closed, wavesOf, type Wave, type WaveTold } from '#motives/wave.ts';
import { ask } from '#store/warehouse.server.ts';
import { MOTIVES } from '#surveys/motive.ts';
import { meaningKeysOf } from '#surveys/survey.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { addDays, Day, dayOf, mondayOf } from '#time/day.ts';

/** Answers are kept for thirteen months, which are 395 days at least, in no February fewer than 394. */
const KEPT_DAYS = 394;
/** So many are told, the last ones. */
const MOST = 12;

/** The waves that there are of a population, in order. */
async function heldOf({ population }: MotivesAsked, today: Day): Promise<Wave[]> {
  const telling = (await surveys.list()).filter(
    ({ status, definition }) =>
      status !== 'draft' &&
      definition.population === population &&
      MOTIVES.some((motive) => askedOf(definition, motive) !== '')
  );
  const days = await ask(
    daysSql,
    { surveys: telling.map(({ slug }) => slug) },
    z.object({ survey: z.string(), first: Day, middle: Day, last: Day })
  );
  return telling
    .flatMap(({ slug: survey, definition, openedAt, example }): Wave[] => {
      const answered = days.find((one) => one.survey === survey);
      const opened = openedAt ? dayOf(openedAt.getTime()) : answered?.first;
      if (!opened) return [];
      // What was asked elsewhere and brought here later, began before it opened here.
      const begins = answered && answered.first < opened ? answered.first : opened;
      const isErased = !example && begins < addDays(today, -KEPT_DAYS);
      if (!answered && !isErased) return [];
      const { middle, last: until } = answered ?? { middle: begins, last: begins };
      return [{ survey, title: definition.title, begins, middle, until, isErased, definition }];
    })
    .sort((a, b) => (a.middle < b.middle ? -1 : a.middle > b.middle ? 1 : a.survey < b.survey ? -1 : 1))
    .slice(-MOST);
}

/** Of whom so many steps of the journey are known, which rung of the ladder that is: the one that asks for the same, or for one of it. */
function rungsOf(population: Climber): number[] {
  const { rungs } = LADDERS[population];
  const found = [NOTHING_YET];
  for (const { any } of DEFAULT_FUNNELS[population].steps) {
    const same = rungs.findIndex((rung) => JSON.stringify(rung.any) === JSON.stringify(any));
    const alike = rungs.findIndex((rung) => any.some(({ event }) => rung.any.some((one) => one.event === event)));
    const rung = same < 0 ? alike : same;
    found.push(Math.max(found.at(-1)!, rung < 0 ? 0 : codeOf(rung)));
  }
  return found;
}

const Row = z.object({
  stood: z.array(z.number()),
  answered: z.array(z.number()),
  said: z.array(z.array(z.number())),
  organisations: z.coerce.number()
});

async function told(asked: MotivesAsked, today: Day): Promise<WaveTold[]> {
  const { population, filters } = asked;
  const all = await heldOf(asked, today);
  if (all.length === 0) return [];
  const counted = await ask(
    cells.withResponses(wavesSql),
    {
      population,
      ...filters,
      ...meaningKeysOf(all.map(({ survey, definition }) => ({ slug: survey, definition: closed(definition) }))),
      surveys: all.map(({ survey }) => survey),
      weeks: all.map(({ middle }) => mondayOf(middle)),
      rungs: rungsOf(population)
    },
    Row
  );
  return wavesOf(LADDERS[population], all, counted, isCareful(population));
}

/** What was told last of a whole population, out of which count and on which day: the first screen of motives asks it every time. */
const last = new Map<Climber, { key: string; waves: Promise<WaveTold[]> }>();

/**
 * Surveys that organisations answered, the first one first, each with its shares and what changed.
 * @param today that decides of which the answers are still kept
 */
export async function waves(asked: MotivesAsked, today: Day): Promise<WaveTold[]> {
  const { population, filters } = asked;
  const count = await cells.counted(population);
  const isWhole = Object.values(filters).every((values) => values.length === 0);
  if (!count || !isWhole) return told(asked, today);
  const key = `${count.version} ${today}`;
  let known = last.get(population);
  if (known?.key !== key) {
    known = { key, waves: told(asked, today) };
    last.set(population, known);
    // What failed is tried again by whoever asks next.
    known.waves.catch(() => last.delete(population));
  }
  return known.waves;
}
