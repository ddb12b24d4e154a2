/** The library of cards, by what the address asks for, with what is known here of each. */
import { z } from 'zod';
import { may } from '#accounts/account.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import { approaches, rungsOf } from '#experiments/approach.ts';
import * as evidence from '#experiments/approaches.server.ts';
import { CARDS, EFFORTS, effortOf } from '#interventions/card.ts';
import { guideOf } from '#interventions/guides/by-card.ts';
import { Motive } from '#surveys/motive.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const language = getLocale();
  const asked = {
    motive: Motive.safeParse(url.searchParams.get('motive')).data,
    population: z.enum(CLIMBERS).safeParse(url.searchParams.get('population')).data,
    effort: z.enum(EFFORTS).safeParse(url.searchParams.get('effort')).data
  };
  const { outcomes } = await evidence.told();
  const measured = new Set(
    CLIMBERS.flatMap((population) =>
      rungsOf(outcomes, population).flatMap((outcome) =>
        approaches(outcomes, { population, outcome, by: 'card', rate: undefined })
          .filter(({ effects }) => effects.organisations)
          .map(({ key }) => key)
      )
    )
  );
  return {
    asked,
    cards: CARDS.filter(({ motive }) => asked.motive === undefined || motive === asked.motive)
      .filter(({ populations }) => asked.population === undefined || populations.includes(asked.population))
      .filter((card) => asked.effort === undefined || effortOf(card) === asked.effort)
      .map((card) => ({
        key: card.key,
        title: card.title[language],
        what: guideOf(card, language).what,
        motive: card.motive,
        populations: card.populations,
        kind: card.kind,
        hours: card.hours,
        minutes: card.minutes,
        measured: measured.has(card.key)
      })),
    mayPlan: locals.account ? may(locals.account.role, 'interventions') : false
  };
};
