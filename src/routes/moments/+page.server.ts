/** Moments of a period, week by week, with what people made of them. */
import { withoutFaults } from '#adoption/question.ts';
import { askMoments } from '#moments/moment-question.ts';
import * as moments from '#moments/moments.server.ts';
import { matches } from '#moments/scope.ts';
import { byWeek } from '#moments/week.ts';
import { dayOf } from '#time/day.ts';
import { partly, wrongIn } from '../wrong.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askMoments, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const [all, looked] = await Promise.all([moments.filtered(asked.period, {}), moments.lookedAt(asked.period)]);
  const chosen = all.filter((moment) => matches(moment, asked.filters));
  const reactions = await moments.reactionsTo(chosen.map(({ id }) => id));
  const isNarrowed = Object.values(asked.filters).some((value) => value !== undefined);
  const of = (id: string, kind: 'cheer' | 'comment') =>
    reactions.filter((one) => one.moment === id && one.kind === kind).length;
  // In a choice a week without moments is not a quiet one.
  const weeks = byWeek(chosen, isNarrowed ? [] : looked.map(({ week }) => week));
  return {
    asked,
    wrong,
    isNarrowed,
    teams: [...new Set(all.map(({ team }) => team))].filter((team) => team !== '').sort(),
    wins: chosen.filter(({ tone }) => tone === 'win').length,
    lessons: chosen.filter(({ tone }) => tone === 'lesson').length,
    looked,
    weeks: weeks.map(({ moments: own, ...week }) => ({
      ...week,
      moments: own.map(({ id, kind, tone, day, population, team, facts, wording }) => ({
        id,
        kind,
        tone,
        day,
        population,
        team,
        wording,
        facts: { what: facts.what, whom: facts.whom, amount: facts.amount },
        cheers: of(id, 'cheer'),
        comments: of(id, 'comment')
      }))
    }))
  };
};
