/** What somebody filled in of a list experiment, as a design. */
import type { TrialDesign } from '#experiments/trial.ts';
import { text } from '../../attempt.ts';

/** Groups beside the one that is left alone that a form has room for. */
export const PLACES = [2, 3, 4] as const;

/** A number as people write it, also with a comma; not a number stays NaN so that it is refused by name. */
const numeral = (form: FormData, name: string): number => {
  const written = text(form, name).trim().replace(',', '.').replace('%', '');
  return written === '' ? NaN : Number(written);
};

/**
 * A design out of a form; what was not filled in stays out, so that it is refused by name.
 * @param titles of interventions, by their slug
 */
export function designOf(form: FormData, titles: ReadonlyMap<string, string>): unknown {
  const [population = '', outcome = ''] = text(form, 'what').split(':');
  const others = PLACES.flatMap((place) => {
    const chosen = text(form, `arm_${place}`);
    if (chosen === '') return [];
    const intervention = chosen === 'free' ? '' : chosen;
    const name = text(form, `arm_name_${place}`).trim() || (titles.get(intervention) ?? '');
    return [{ name: name.slice(0, 80), intervention }];
  });
  const arms = [{ name: text(form, 'control').trim(), intervention: '' }, ...others];
  return {
    question: text(form, 'question'),
    population,
    outcome,
    shape: text(form, 'shape') || 'parallel',
    cluster: text(form, 'cluster') || 'organisation',
    arms: arms.map((arm) => ({ ...arm, weight: 1 / arms.length })),
    starts: text(form, 'starts'),
    days: 7 * numeral(form, 'weeks'),
    steps: numeral(form, 'steps'),
    stepDays: 7 * numeral(form, 'step_weeks'),
    effect: Math.round(numeral(form, 'effect') * 1e6) / 1e8,
    correlation: numeral(form, 'correlation'),
    seed: numeral(form, 'seed')
  };
}

/** The other way round: a design as it stands in the form. */
export function fieldsOf(design: TrialDesign): Record<string, string> {
  const [control, ...others] = design.arms;
  return {
    question: design.question,
    what: `${design.population}:${design.outcome}`,
    shape: design.shape,
    cluster: design.cluster,
    control: control?.name ?? '',
    ...Object.fromEntries(
      others.flatMap(({ name, intervention }, index) => [
        [`arm_${index + 2}`, intervention === '' ? 'free' : intervention],
        [`arm_name_${index + 2}`, name]
      ])
    ),
    starts: design.starts,
    weeks: String(design.days / 7),
    steps: String(design.steps),
    step_weeks: String(design.stepDays / 7),
    effect: String(Math.round(design.effect * 1e4) / 100),
    correlation: String(design.correlation),
    seed: String(design.seed)
  };
}
