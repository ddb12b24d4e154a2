/** What an experiment puts in force in each of its states: who gets which variant, and under which name that is reported. */
import { draw } from '#experiments/draw.ts';
import { shares, variationKey, type Experiment, type Unit } from '#experiments/experiment.ts';
import { LIVE, trackingKey, type State } from '#experiments/lifecycle.ts';
import type { Entry } from '#interventions/in-force.ts';
import { DAY } from '#time/day.ts';

/** Attribute of a site's visitor by which variants are assigned. */
const ATTRIBUTE: Readonly<Record<Unit, string>> = { visitor: 'id', organisation: 'organisation' };

/** Days that a share keeps the old version after shipping. */
export const HOLDOUT_DAYS = 28;

type Range = [number, number];

/** Who takes part and how they are divided; the same in a rule for a value and on a page (GrowthBook's protocol). */
interface Division {
  key: string;
  hashAttribute: string;
  hashVersion: 2;
  /** Of the experiment, not of its phase: who got the variant at 10% still has it at 25%. */
  seed: string;
  meta: { key: string; name: string }[];
  condition?: Record<string, unknown>;
  coverage?: number;
  weights?: number[];
  ranges?: Range[];
  filters?: { attribute: string; seed: string; hashVersion: 2; ranges: Range[] }[];
}

/** Whether a share keeps the old version at this moment. */
export function holdsOut({ design }: Experiment, { status, since }: State, now: Date): boolean {
  if (status !== 'in_force' || design.holdout === 0 || !since) return false;
  return now.getTime() < since.getTime() + HOLDOUT_DAYS * DAY;
}

/** Share of the audience with the new version after shipping. */
function shippedShare(experiment: Experiment, state: State, now: Date): number {
  if (state.status === 'ramping') return experiment.design.ramp[state.step] ?? 1;
  return holdsOut(experiment, state, now) ? 1 - experiment.design.holdout : 1;
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

/** Variants that take part now, by place in the design: all of a test, of a shipped one control and winner. */
export const taking = ({ design }: Experiment, { status, variant }: State): number[] =>
  status === 'running' || status === 'paused' ? design.variants.map((_, index) => index) : [0, variant ?? 1];

/** Share of each variant that takes part now; what the sample ratio is held against. */
export function expectedShares(experiment: Experiment, state: State, now: Date): number[] {
  if (state.status === 'running' || state.status === 'paused') return shares(experiment.design.variants);
  const share = shippedShare(experiment, state, now);
  return [rounded(1 - share), share];
}

/** For whom it is meant: these devices, and these groups. */
function conditionOf({ devices, groups }: Experiment['design'], { widened }: State): Record<string, unknown> {
  if (widened) return {};
  return {
    ...(devices.length > 0 ? { device: { $in: devices } } : {}),
    ...(groups ? { [groups.attribute]: { $in: groups.list.map(({ name }) => name) } } : {})
  };
}

function division(experiment: Experiment, state: State, now: Date): Division {
  const { key, design } = experiment;
  const attribute = design.groups?.attribute ?? ATTRIBUTE[design.unit];
  const condition = conditionOf(design, state);
  const base: Division = {
    key: trackingKey(key, state),
    hashAttribute: attribute,
    hashVersion: 2,
    seed: draw(experiment)?.seed ?? key,
    meta: taking(experiment, state).map((index) => ({
      key: variationKey(index),
      name: design.variants[index]?.name ?? ''
    })),
    ...(Object.keys(condition).length > 0 ? { condition } : {})
  };
  if (state.status !== 'running') {
    const share = shippedShare(experiment, state, now);
    return {
      ...base,
      ranges: [
        [share, 1],
        [0, share]
      ]
    };
  }
  const divided = { ...base, weights: shares(design.variants) };
  if (!state.layerRange) return { ...divided, coverage: design.share };
  const filter = { attribute, seed: `layer:${design.layer}`, hashVersion: 2 as const };
  return { ...divided, coverage: 1, filters: [{ ...filter, ranges: [[...state.layerRange] as Range] }] };
}

/**
 * What is to be in force on behalf of an experiment; nothing in states where everybody gets the control.
 * @param now decides whether a share still keeps the old version
 */
export function placement(experiment: Experiment, state: State, now: Date): Entry[] {
  if (!LIVE.includes(state.status)) return [];
  const { key: owner, site, design, id } = experiment;
  const { touchpoint, variants } = design;
  const indices = taking(experiment, state);
  const settled = state.status === 'in_force' && !holdsOut(experiment, state, now);
  const divided = division(experiment, state, now);
  if (touchpoint.kind !== 'page') {
    const values = indices.map((index) => variants[index]!.value!);
    const condition = divided.condition ? { condition: divided.condition } : {};
    return [
      {
        owner,
        site,
        target: `feature:${touchpoint.feature}`,
        definition: { rules: [settled ? { ...condition, force: values[1] } : { ...divided, variations: values }] }
      }
    ];
  }
  return [
    {
      owner,
      site,
      target: 'page',
      definition: {
        experiments: [
          {
            ...divided,
            changeId: id,
            urlPatterns: touchpoint.urls.map((pattern) => ({ include: true, type: 'simple', pattern })),
            variations: indices.map((index) => variants[index]?.change ?? {}),
            // Forced is not assigned, so nobody reports it as seen.
            ...(settled ? { force: 1 } : {})
          }
        ],
        survey: design.survey && state.status === 'running'
      }
    }
  ];
}
