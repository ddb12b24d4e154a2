/** What somebody filled in of a design: six fields, and what stands under "more". */
import type { Design } from '#experiments/experiment.ts';
import { text } from '../attempt.ts';

const lines = (value: string): string[] =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A number as people write it, also with a comma; not a number stays NaN so that it is refused by name. */
const numeral = (form: FormData, name: string, otherwise: number): number => {
  const written = text(form, name).trim().replace(',', '.').replace('%', '');
  return written === '' ? otherwise : Number(written);
};

const percentage = (form: FormData, name: string, otherwise: number): number =>
  Math.round(numeral(form, name, otherwise * 100) * 1e6) / 1e8;

function guardrails(form: FormData): unknown[] {
  const margins = form.getAll('guardrail_margin').map(String);
  return form
    .getAll('guardrail')
    .map(String)
    .map((metric, index) => ({
      metric,
      margin: Number((margins[index] ?? '5').replace(',', '.').replace('%', '')) / 100
    }))
    .filter(({ metric }) => metric !== '');
}

/** The JSON of a value, or the text as it is when it is none. */
function json(written: string): unknown {
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return written;
  }
}

/**
 * The variants as named in the form; what each changes is kept from before under the same name, so that renaming none
 * loses nothing.
 */
function variants(form: FormData, before: Design | undefined): unknown[] {
  const names = lines(text(form, 'variants'));
  const weights = text(form, 'weights')
    .split(/[\s;:]+/)
    .filter((word) => word !== '')
    .map((word) => Number(word.replace(',', '.')));
  const control = before?.variants[0];
  const all = [control?.name ?? text(form, 'control_name'), ...names];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return all.map((name, index) => {
    const same = index === 0 ? control : before?.variants.find((one, place) => place > 0 && one.name === name);
    const written = form.get(`value_${index}`);
    return {
      name,
      // Weights that do not fit are not a number, and refused by name.
      weight: weights.length === 0 ? 1 / all.length : weights.length === all.length ? (weights[index] ?? 0) / sum : NaN,
      ...(same?.change ? { change: same.change } : {}),
      ...(typeof written === 'string' && written !== ''
        ? { value: json(written) }
        : same?.value !== undefined
          ? { value: same.value }
          : {})
    };
  });
}

/** Groups that are drawn as a whole: a line is a name, and figures behind semicolons. */
function groups(form: FormData): unknown {
  const attribute = text(form, 'group_attribute').trim().toLowerCase();
  if (attribute === '') return undefined;
  const list = lines(text(form, 'groups')).map((line) => {
    const [name = '', ...figures] = line.split(';').map((part) => part.trim());
    return { name, figures: figures.filter((one) => one !== '').map((one) => Number(one.replace(',', '.'))) };
  });
  return { attribute, list, correlation: percentage(form, 'group_correlation', 0.02) };
}

const ramp = (form: FormData): number[] =>
  text(form, 'ramp')
    .split(/[\s;]+/)
    .filter((word) => word !== '')
    .map((word) => Math.round(Number(word.replace('%', '').replace(',', '.')) * 1e4) / 1e6);

/**
 * A design to be checked by Design.
 * @param isMean whether the metric is a number; the effect on a share is filled in as percentage points
 */
export function designOf(form: FormData, isMean: boolean, before?: Design): unknown {
  const kind = text(form, 'kind') || 'page';
  const touchpoint =
    kind === 'page' ? { kind, urls: lines(text(form, 'urls')) } : { kind, feature: text(form, 'feature').trim() };
  const scale = text(form, 'effect_scale') === 'absolute' ? 'absolute' : 'relative';
  const size = numeral(form, 'effect', 10);
  return {
    hypothesis: text(form, 'hypothesis'),
    motive: text(form, 'motive'),
    touchpoint,
    variants: variants(form, before),
    metric: text(form, 'metric'),
    effect: { size: scale === 'absolute' && isMean ? size : size / 100, scale },
    end: text(form, 'end'),
    ...(form.has('more')
      ? {
          assumedBaseline: numeral(form, 'assumed_baseline', 0) / (isMean ? 1 : 100),
          share: percentage(form, 'share', 1),
          devices: form.getAll('device').map(String),
          unit: text(form, 'unit') || 'visitor',
          groups: groups(form),
          secondary: form.getAll('secondary').map(String).filter(Boolean),
          guardrails: guardrails(form),
          layer: text(form, 'layer').trim(),
          method: text(form, 'method') || 'group_sequential',
          alpha: percentage(form, 'alpha', 0.05),
          power: percentage(form, 'power', 0.8),
          holdout: percentage(form, 'holdout', 0),
          ramp: ramp(form),
          preAuthorised: form.has('pre_authorised'),
          survey: form.has('survey'),
          legalCheck: text(form, 'legal_check')
        }
      : {})
  };
}
