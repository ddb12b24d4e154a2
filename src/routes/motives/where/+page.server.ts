/** Where most is to be gained, as the URL asks it, with what can be tried there. */
import { choices } from '#adoption/adoption.server.ts';
import { LADDERS } from '#adoption/ladder.ts';
import { withoutFaults } from '#adoption/question.ts';
import { approaches, UNITS } from '#experiments/approach.ts';
import * as evidence from '#experiments/approaches.server.ts';
import { cardsFor, hoursOf, type Card } from '#interventions/card.ts';
import { askWhere } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import type { Pooled } from '#statistics/pooling.ts';
import { dayOf } from '#time/day.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { partly, wrongIn } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

/** Of a hundred organisations that are approached, so many come to use the box: as somebody assumes, or else as was measured here. */
interface Gain {
  value: number;
  /** Interval, and trials that it is from; undefined where it is assumed. */
  measured: { low: number; high: number; trials: number } | undefined;
}

function gainOf(assumed: number | undefined, found: Pooled | undefined): Gain | undefined {
  if (assumed !== undefined) return { value: assumed, measured: undefined };
  if (!found) return undefined;
  const per = (value: number) => (100 * value) / UNITS.organisations;
  return {
    value: per(found.estimate),
    measured: { low: per(found.low), high: per(found.high), trials: found.trials }
  };
}

/** The card that was proven to help most here, or else the first: the one of least effort. */
function suggested(cards: readonly Card[], found: (key: string) => Pooled | undefined): Card | undefined {
  const helps = cards.filter(({ key }) => (found(key)?.low ?? 0) > 0);
  return helps.sort((a, b) => found(b.key)!.estimate - found(a.key)!.estimate)[0] ?? cards[0];
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askWhere, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [where, choice, { outcomes }] = await Promise.all([
    motives.where(asked),
    choices(asked.population),
    evidence.told()
  ]);
  const { population } = asked;
  const measured = new Map(
    approaches(outcomes, { population, outcome: LADDERS[population].use, by: 'card', rate: undefined })
      .filter(({ strength }) => strength === 'proven')
      .map(({ key, effects }) => [key, effects.organisations!])
  );
  const language = getLocale();
  const rows = (where?.places ?? []).flatMap(({ values, organisations, motives: all }) =>
    all.map((one) => {
      const card = suggested(cardsFor(population, one.motive), (key) => measured.get(key));
      const hours = card && hoursOf(card, one.expected);
      const gain = gainOf(asked.gain, card && measured.get(card.key));
      const extra = hours && gain ? (one.expected * gain.value) / 100 / hours : undefined;
      return {
        ...one,
        values,
        organisations,
        card: card && { key: card.key, title: card.title[language] },
        hours,
        gain,
        extra
      };
    })
  );
  // What an hour brings puts them in order where it is known of all; numbers of people and of hours are not to be compared.
  const known = rows.every(({ extra }) => extra !== undefined);
  rows.sort((a, b) => (known ? b.extra! - a.extra! : b.expected - a.expected));
  return {
    asked,
    wrong,
    rows,
    small: where?.small,
    choices: choice
  };
};
