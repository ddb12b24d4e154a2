/** One card: what it says, and what it brought and took here, out of the evidence. */
import { may } from '#accounts/account.ts';
import { approaches, rungsOf, scaled } from '#experiments/approach.ts';
import * as evidence from '#experiments/approaches.server.ts';
import { cardOf } from '#interventions/card.ts';
import { guideOf } from '#interventions/guides/by-card.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { Refusal } from '#refusal.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
  const card = cardOf(params.key);
  if (!card) throw new Refusal('card_unknown', 'Deze kaart bestaat niet.', { status: 404 });
  const language = getLocale();
  const [{ outcomes, hidden }, all] = await Promise.all([evidence.told(), interventions.list()]);
  const own = all.filter(({ plan }) => plan.card === card.key);
  const contacted = await interventions.contacted(own);
  return {
    card: { ...card, title: card.title[language] },
    guide: guideOf(card, language),
    results: card.populations.flatMap((population) =>
      rungsOf(outcomes, population).flatMap((rung) =>
        approaches(outcomes, { population, outcome: rung, by: 'card', rate: undefined })
          .filter(({ key }) => key === card.key)
          .flatMap(({ strength, trials, organisations, effects: { organisations: effect } }) => [
            ...trials.flatMap((arms) => {
              const own = effect && scaled(arms, 'organisations');
              const { name, trial } = arms;
              return own
                ? [{ population, rung, strength, name, trial, organisations: arms.organisations, effect: own }]
                : [];
            }),
            ...(effect && trials.length > 1
              ? [{ population, rung, strength, name: '', trial: undefined, organisations, effect }]
              : [])
          ])
      )
    ),
    hidden: hidden
      .filter(({ comparisons }) => comparisons.some((arm) => arm.card === card.key))
      .map(({ name }) => name),
    took: own
      .filter(({ status }) => status !== 'cancelled')
      .map(({ id, slug, plan: { title, begins, ends }, status, hours, euros }) => {
        const there = contacted.get(id);
        return { slug, title, begins, ends, status, hours, euros, contacts: there?.contacts, minutes: there?.minutes };
      }),
    mayPlan: locals.account ? may(locals.account.role, 'interventions') : false
  };
};
