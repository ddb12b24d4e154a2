/** Approaches beside each other, as the address asks: for whom, by which rung, by kind or card, per what. */
import { z } from 'zod';
import { may } from '#accounts/account.ts';
import { CLIMBERS, LADDERS } from '#adoption/ladder.ts';
import {
  ALIKE,
  approaches,
  isAlike,
  leftOut,
  rungsOf,
  scaled,
  SCALES,
  verdictOf,
  type ApproachAsked
} from '#experiments/approach.ts';
import * as evidence from '#experiments/approaches.server.ts';
import { cardOf } from '#interventions/card.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { kindName } from '../../interventions/words.ts';
import { partly, type Wrong } from '../../wrong.ts';
import type { PageServerLoad } from './$types';

/** Euros an hour, as people write it; what cannot be is told and left out. */
function rateIn(url: URL): { rate: number | undefined; wrong: Wrong[] } {
  const value = url.searchParams.get('rate') ?? '';
  if (value.trim() === '') return { rate: undefined, wrong: [] };
  const rate = z.coerce.number().min(0).max(1_000).safeParse(value.replace(',', '.'));
  if (rate.success) return { rate: rate.data, wrong: [] };
  return { rate: undefined, wrong: [{ parameter: 'rate', fault: 'number', value: value.slice(0, 40) }] };
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const { outcomes, hidden } = await evidence.told();
  const population = z.enum(CLIMBERS).catch('company').parse(url.searchParams.get('population'));
  const rungs = rungsOf(outcomes, population);
  const { rate, wrong } = rateIn(url);
  locals.refusal = partly(wrong);
  const asked: ApproachAsked = {
    population,
    outcome: rungs.find((rung) => rung === url.searchParams.get('outcome')) ?? LADDERS[population].use,
    by: z.enum(ALIKE).catch('kind').parse(url.searchParams.get('by')),
    rate
  };
  const scale = z.enum(SCALES).catch('organisations').parse(url.searchParams.get('scale'));
  const all = approaches(outcomes, asked);
  const nameOf = (key: string) => (asked.by === 'kind' ? kindName(key) : (cardOf(key)?.title[getLocale()] ?? key));
  return {
    asked,
    scale,
    rungs,
    wrong,
    verdict: verdictOf(all, scale, rate),
    /** Trials that nothing can be pooled of. */
    leftOut: leftOut(outcomes, asked),
    /** Trials of what is asked that may not be told. */
    hidden: hidden
      .filter((one) => one.population === asked.population && one.outcome === asked.outcome)
      .map(({ name }) => name),
    approaches: all.map(({ trials, ...approach }) => ({
      ...approach,
      name: nameOf(approach.key),
      /** Trials that show more users by themselves. */
      shown: trials.filter((arms) => (scaled(arms, 'organisations')?.low ?? 0) > 0).length,
      trials: trials.map((arms) => ({
        trial: arms.trial,
        name: arms.name,
        day: arms.day,
        organisations: arms.organisations,
        effect: approach.measure.unit === 'item' ? undefined : scaled(arms, scale, rate)
      })),
      /** On the axis of the picture stands only what is measured alike. */
      isPlotted: !approach.isApart && isAlike(approach.measure, all[0]!.measure)
    })),
    mayPlan: locals.account ? may(locals.account.role, 'interventions') : false
  };
};
