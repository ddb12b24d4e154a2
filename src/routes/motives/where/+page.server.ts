/** Where most is to be gained, as the URL asks it, with what can be tried there. */
import { choices } from '#adoption/adoption.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import { cardsFor, hoursOf } from '#interventions/card.ts';
import { askWhere } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import { dayOf } from '#time/day.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

/** Rows of the table: more, and nobody reads them. */
const MOST = 30;

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askWhere, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [where, choice] = await Promise.all([motives.where(asked), choices(asked.population)]);
  const rows = (where?.places ?? [])
    .flatMap(({ values, organisations, motives: all }) =>
      all.map((one) => {
        const [card] = cardsFor(asked.population, one.motive);
        const hours = card && hoursOf(card, one.expected);
        const extra = hours && asked.gain !== undefined ? (one.expected * asked.gain) / 100 / hours : undefined;
        return { ...one, values, organisations, card: card?.title, hours, extra };
      })
    )
    .sort((a, b) => (b.extra ?? b.expected) - (a.extra ?? a.expected));
  return {
    asked,
    wrong,
    rows: rows.slice(0, MOST),
    places: where?.places ?? [],
    small: where?.small,
    choices: choice
  };
};
