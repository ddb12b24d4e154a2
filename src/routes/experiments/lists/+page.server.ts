/** All list experiments, with what each brought. */
import { may } from '#accounts/account.ts';
import { shownComparison } from '#experiments/shown.server.ts';
import * as trials from '#experiments/trials.server.ts';
import * as figures from '#experiments/trial-figures.server.ts';
import { endOf, phaseOf } from '#experiments/trial.ts';
import { addDays, dayOf } from '#time/day.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const today = dayOf(Date.now());
  const all = await trials.list();
  const records = await Promise.all(
    all.map(({ key, status }) => (status === 'done' ? figures.recorded(key) : Promise.resolve(undefined)))
  );
  return {
    rows: all.map((trial, index) => ({
      key: trial.key,
      name: trial.name,
      population: trial.design.population,
      outcome: trial.design.outcome,
      phase: phaseOf(trial, today),
      from: trial.design.starts,
      to: addDays(endOf(trial.design), -1),
      came: (records[index]?.comparisons ?? []).map((one) => {
        const { arm, side, itt } = shownComparison(trial.design.population, one);
        return { arm, side, itt };
      })
    })),
    mayExperiment: locals.account ? may(locals.account.role, 'experiment') : false
  };
};
