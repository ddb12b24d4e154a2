/** The form of an own funnel: read with the step and the reason where it cannot be, and changed by the deed of its button. */
import { z } from 'zod';
import { Funnel, MATCHERS, OPERATORS, POPULATIONS, UNORDERED, withoutValue, type Matcher } from '#adoption/funnel.ts';
import { Refusal } from '#refusal.ts';
import { text } from '../../attempt.ts';
import { stepName } from '../steps.ts';
import { anchorOf, EXCLUSIONS } from './anchors.ts';

const list = (form: FormData, name: string) => form.getAll(name).map(String);

/** What was filled in at one place of a step or exclusion; undefined where no event was chosen. */
function matcher(form: FormData, name: string): Matcher | undefined {
  const event = text(form, `${name}_event`);
  if (event === '') return undefined;
  const [fields, ops, values] = ['field', 'op', 'values'].map((part) => list(form, `${name}_${part}`));
  const filters = (fields ?? []).map((field, index) => ({
    field: field.trim(),
    op: z.enum(OPERATORS).catch('is').parse(ops?.[index]),
    values: (values?.[index] ?? '')
      .split(';')
      .map((value) => value.trim())
      .filter((value) => value !== '')
  }));
  // A line that was left empty is no filter; one with a value and no field is refused further on.
  return { event, filters: filters.filter(({ field, values: given }) => field !== '' || given.length > 0) };
}

function matchers(form: FormData, name: string): Matcher[] {
  return Array.from({ length: MATCHERS }, (_, place) => matcher(form, `${name}_${place}`)).filter(
    (one) => one !== undefined
  );
}

/** Why a part cannot be, by the part of it that is wrong. */
const REASONS: Readonly<Record<string, string>> = {
  values: 'geef bij een filter hoogstens 20 waarden van hoogstens 256 tekens',
  field: 'kies bij het filter waarop je filtert, of laat de waarde weg',
  any: 'kies minstens één gebeurtenis',
  name: 'geef de stap een naam van hoogstens 80 tekens',
  within: 'geef bij ‘binnen dagen’ een getal van 1 tot en met 730, of laat het leeg',
  order: `maakt de volgorde niet uit, dan zijn er hoogstens ${UNORDERED} stappen, zonder ‘binnen dagen’ en zonder uitsluitingen`,
  hold: 'kies bij ‘met dezelfde waarde van’ een veld, of schrijf property: met een naam erachter',
  window: 'geef bij ‘binnen dagen’ een getal van 1 tot en met 1095'
};

/** @throws Refusal funnel_wrong saying which step and why */
export function read(form: FormData): Funnel {
  const within = list(form, 'step_within');
  const keys = list(form, 'step_key');
  const exclusions = list(form, 'exclusion_after')
    .map((after, index) => ({ after: Number(after), any: matchers(form, `exclusion_${index}`) }))
    .filter(({ any }) => any.length > 0);
  const parsed = Funnel.safeParse({
    population: z.enum(POPULATIONS).catch('company').parse(text(form, 'population')),
    window: Number(text(form, 'window')),
    steps: list(form, 'step_name').map((name, index) => ({
      // A default name that was left alone stays a key, so that it goes along with the language.
      name: name === stepName(keys[index] ?? '') ? keys[index] : name,
      any: matchers(form, `step_${index}`),
      ...(within[index] ? { within: Number(within[index]) } : {})
    })),
    exclusions,
    ...(text(form, 'order') === 'any' ? { order: 'any' } : {}),
    ...(text(form, 'hold').trim() ? { hold: text(form, 'hold').trim() } : {})
  });
  if (parsed.success) {
    const step = withoutValue(parsed.data);
    if (step) throw new Refusal('funnel_wrong', `Stap ${step}: geef een waarde bij het filter.`);
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String);
  const [part, place] = path;
  const where =
    part === 'steps' && place !== undefined
      ? `Stap ${Number(place) + 1}`
      : part === 'exclusions' && place !== undefined
        ? `Uitsluiting na stap ${exclusions[Number(place)]?.after}`
        : 'De trechter';
  const why = path.findLast((one) => REASONS[one] !== undefined);
  throw new Refusal('funnel_wrong', `${where}: ${(why && REASONS[why]) ?? issue?.message ?? ''}.`);
}

function moved<T>(items: readonly T[], index: number): T[] {
  const copy = [...items];
  const [item] = copy.splice(index, 1);
  if (item !== undefined) copy.splice(Math.max(0, index - 1), 0, item);
  return copy;
}

/**
 * A funnel after the deed of a button, and where on the page that can be seen: the step that was added or moved, or the one
 * before a step that is gone. Nowhere when nothing moved.
 * @param place of the step or exclusion (from 0)
 */
export function changed(
  { steps, exclusions, ...rest }: Funnel,
  deed: string,
  place: number
): { funnel: Funnel; anchor: string } {
  let anchor = '';
  let [newSteps, newExclusions] = [[...steps], [...exclusions]];
  if (deed === 'add') {
    newSteps.push({ name: `Stap ${steps.length + 1}`, any: [{ event: 'page_view', filters: [] }] });
    anchor = anchorOf(newSteps.length);
  }
  if (deed === 'remove' && steps.length > 1) {
    newSteps.splice(place, 1);
    anchor = anchorOf(Math.max(1, place));
  }
  if (deed === 'up') {
    newSteps = moved(steps, place);
    anchor = anchorOf(Math.max(1, place));
  }
  if (deed === 'exclude' && steps.length > 1)
    newExclusions.push({ after: 1, any: [{ event: 'login_failed', filters: [] }] });
  if (deed === 'include') newExclusions.splice(place, 1);
  if (deed === 'exclude' || deed === 'include') anchor = EXCLUSIONS;
  newExclusions = newExclusions.filter(({ after }) => after < newSteps.length);
  return { funnel: { ...rest, steps: newSteps, exclusions: newExclusions }, anchor };
}
