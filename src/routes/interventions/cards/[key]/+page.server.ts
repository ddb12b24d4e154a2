/** One card: what it says, and what it brought and took here, out of the evidence. */
import { may } from '#accounts/account.ts';
import { LADDERS } from '#adoption/ladder.ts';
import { approaches, scaled } from '#experiments/approach.ts';
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
  const [outcomes, all] = await Promise.all([evidence.outcomes(), interventions.list()]);
  const own = all.filter(({ plan }) => plan.card === card.key);
  const contacted = await interventions.contacted(own);
  return {
    card: { ...card, title: card.title[language] },
    guide: guideOf(card, language),
    results: card.populations.flatMap((population) => {
      const asked = { population, outcome: LADDERS[population].use, by: 'card' as const, rate: undefined };
      return approaches(outcomes, asked)
        .filter(({ key }) => key === card.key)
        .flatMap(({ strength, trials, organisations, effects: { organisations: effect } }) => [
          ...trials.map((arms) => ({
            population,
            strength,
            name: arms.name,
            trial: arms.trial as string | undefined,
            organisations: arms.organisations,
            effect: scaled(arms, 'organisations')!
          })),
          ...(trials.length > 1
            ? [{ population, strength, name: '', trial: undefined, organisations, effect: effect! }]
            : [])
        ]);
    }),
    took: own
      .filter(({ status }) => status !== 'cancelled')
      .map(({ id, slug, plan: { title, begins, ends }, status, hours, euros }) => {
        const there = contacted.get(id);
        return { slug, title, begins, ends, status, hours, euros, contacts: there?.contacts, minutes: there?.minutes };
      }),
    mayPlan: locals.account ? may(locals.account.role, 'interventions') : false
  };
};
