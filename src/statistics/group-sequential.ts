/** Looking several times: boundaries for the test statistic, and the chance to cross them with and without an effect. */
import { normalQuantile, normalSurvival } from './distribution.ts';
import { root } from './root.ts';
import { spent, type Spending } from './spending.ts';

/*
 * The score B(t) = Z √t at information fraction t is a Brownian motion with drift: B(t) − B(s) is normal with mean drift × (t − s)
 * and variance t − s, independent of what was before. The density of B(t) while nothing was crossed follows look after look by
 * integrating the one before against a normal kernel. Boundaries are symmetric, so without drift half the line suffices; a drift θ
 * multiplies the density at b by exp(θ b − θ² t / 2).
 * Sources: Armitage, McPherson & Rowe (1969), JRSS A 132:235–244; Jennison & Turnbull (2000), Group Sequential Methods, chapter 19.
 */

/** What has not crossed yet after a look: nodes b ≥ 0 in order, and the chance of B at each and its mirror image, without drift. */
interface Going {
  fraction: number;
  nodes: Float64Array;
  masses: Float64Array;
}

/** A look: its boundary for |Z|, and what came to it. */
export interface Stage {
  fraction: number;
  boundary: number;
  /** Information since the look before that had less; 0 for a look with less than an earlier one. */
  increment: number;
  before: Going;
  /** The boundary of the look before, where that had the same information. */
  again?: number;
}

/** A chance of 10⁻¹⁵: no boundary is higher, also where nothing may be spent. */
const HIGHEST = 8;

/** Share of the information by which a look must exceed all before it, or it is the same look. */
const SAME = 1e-6;

/** Standard deviations beyond which the normal distribution is taken to be empty. */
const REACH = 8.5;

/** Gauss-Legendre with eight points, positive half: Abramowitz & Stegun (1964), table 25.4. */
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

const start = (): Going => ({ fraction: 0, nodes: Float64Array.of(0), masses: Float64Array.of(0.5) });

/** The chance, under a drift, of coming to the look and then finding Z ≥ z. */
export function above({ before, increment, fraction }: Stage, z: number, drift = 0): number {
  const { nodes, masses } = before;
  const deviation = Math.sqrt(increment);
  const bound = z * Math.sqrt(fraction) - drift * increment;
  const constant = (drift * drift * before.fraction) / 2;
  let chance = 0;
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    const tilt = drift * node;
    chance +=
      masses[index]! *
      (Math.exp(tilt - constant) * normalSurvival((bound - node) / deviation) +
        Math.exp(-tilt - constant) * normalSurvival((bound + node) / deviation));
  }
  return chance;
}

/** The density of Z at z of what comes to the look, without drift. */
function density({ before, increment, fraction }: Stage, z: number): number {
  return Math.sqrt(fraction) * densityAt(before, z * Math.sqrt(fraction), Math.sqrt(increment), Infinity);
}

/** The density of B at b, `deviation` after `before`; nodes further than `reach` away add nothing. */
function densityAt({ nodes, masses }: Going, b: number, deviation: number, reach: number): number {
  const half = -0.5 / (deviation * deviation);
  let sum = 0;
  for (let index = firstFrom(nodes, b - reach); index < nodes.length; index++) {
    const near = b - nodes[index]!;
    if (near < -reach) break;
    const far = b + nodes[index]!;
    sum += masses[index]! * (Math.exp(half * near * near) + (far < reach ? Math.exp(half * far * far) : 0));
  }
  return sum / (deviation * Math.sqrt(2 * Math.PI));
}

/** Index of the first node that is at least `least`. */
function firstFrom(nodes: Float64Array, least: number): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What goes on after a look without crossing; `next` is the information to the next look, `drift` the largest it will be asked about. */
function going({ before, boundary, fraction, increment }: Stage, next: number, drift: number): Going {
  const deviation = Math.sqrt(increment);
  const furthest = REACH + Math.abs(drift) * Math.sqrt(fraction);
  const edge = Math.min(boundary, furthest) * Math.sqrt(fraction);
  const reach = deviation * (REACH + furthest * Math.sqrt(increment / fraction));
  const panels = Math.ceil(edge / (2 * Math.sqrt(Math.min(increment, next))));
  const width = edge / panels;
  const nodes = new Float64Array(panels * 8);
  const masses = new Float64Array(panels * 8);
  for (let panel = 0; panel < panels; panel++) {
    for (let index = 0; index < 8; index++) {
      const place = index < 4 ? 3 - index : index - 4;
      const node = width * (panel + (1 + (index < 4 ? -1 : 1) * NODES[place]!) / 2);
      nodes[panel * 8 + index] = node;
      masses[panel * 8 + index] = (width / 2) * WEIGHTS[place]! * densityAt(before, node, deviation, reach);
    }
  }
  return { fraction, nodes, masses };
}

/** Goes from look to look; `bound` says the boundary of each that has at least as much information as all before. */
function walk(
  fractions: readonly number[],
  bound: (stage: Stage, index: number, last: number) => number,
  drift = 0
): Stage[] {
  const stages: Stage[] = [];
  let last: Stage | undefined;
  for (const [index, fraction] of fractions.entries()) {
    const increment = fraction - (last?.fraction ?? 0);
    const nothing: Stage = { fraction, increment: 0, boundary: HIGHEST, before: start() };
    // Less information than before, or none, is no ground for anything.
    if (!(fraction > 0) || increment < -SAME * fraction) {
      stages.push(nothing);
      continue;
    }
    const stage: Stage =
      last && increment <= SAME * fraction
        ? { ...last, again: last.boundary }
        : { ...nothing, increment, before: last ? going(last, increment, drift) : start() };
    stage.boundary = bound(stage, index, last?.boundary ?? HIGHEST);
    stages.push(stage);
    last = stage;
  }
  return stages;
}

export interface Plan {
  /** Two-sided chance of a false alarm over all looks together. */
  alpha: number;
  spending: Spending;
  /** Information at each look as a share of the planned, in the order of looking; as it turned out, not as it was planned. */
  fractions: readonly number[];
  /**
   * At each look the share of the planned time by which is said how much may be spent; left out, the information itself. Any clock will do
   * that does not look at outcomes, also the calendar: Lan & DeMets (1989), Statistics in Medicine 8:1191–1198.
   */
  times?: readonly number[];
  /** The last look is the end, also when less came in than was planned: what has not been spent is spent there. */
  final?: boolean;
}

/** Two-sided chance of a false alarm that may have been spent at a look. */
export const spentAt = ({ alpha, spending, fractions, times = fractions, final }: Plan, index: number): number =>
  final && index === fractions.length - 1 ? alpha : spent(spending, alpha, times[index]!);

/** The looks with their boundaries, such that as much is spent as the spending function allows. */
export function monitored(plan: Plan): Stage[] {
  // Spent by all looks, and by those with less information than the present one.
  let [used, before] = [0, 0];
  const { fractions, final } = plan;
  // Less information than before (units taken out again) is none at the end either, but it is the end.
  const reached = final ? [...fractions.slice(0, -1), Math.max(...fractions)] : fractions;
  return walk(reached, (stage, index, last) => {
    if (stage.again === undefined) before = used;
    const boundary = Math.min(stage.again ?? HIGHEST, solve(stage, (spentAt(plan, index) - before) / 2, last));
    used = before + 2 * above(stage, boundary);
    return boundary;
  });
}

/** The z that a share `chance` of all comes to lie above: Newton on the logarithm, which is concave, within a bracket that narrows. */
function solve(stage: Stage, chance: number, last: number): number {
  if (chance <= above(stage, HIGHEST)) return HIGHEST;
  if (stage.before.fraction === 0) return Math.max(0, -normalQuantile(chance));
  let [low, high, z] = [0, HIGHEST, last];
  for (let step = 0; step < 100 && high - low > 1e-12; step++) {
    const now = above(stage, z);
    if (now > chance) low = z;
    else high = z;
    const next = z + (Math.log(now / chance) * now) / density(stage, z);
    if (Math.abs(next - z) < 1e-10) return next;
    z = next > low && next < high ? next : (low + high) / 2;
  }
  return z;
}

/**
 * Boundaries for |Z| by alpha spending, one for each look. A look past the planned time (above 1) may spend all that is left, and so may the final one; another look at the same information spends nothing and has the same boundary; at most 8, where nothing
 * may be spent.
 * Source: Lan & DeMets (1983), Biometrika 70:659–663.
 */
export const boundaries = (plan: Plan): number[] => monitored(plan).map(({ boundary }) => boundary);

export interface Crossing {
  /** The chance to cross first at this look, upwards and downwards. */
  up: number;
  down: number;
}

/** The chances to cross given boundaries for |Z| (Infinity: none) under a drift: the expectation of Z at fraction 1. */
export function crossing({
  boundaries,
  fractions,
  drift
}: {
  boundaries: readonly number[];
  fractions: readonly number[];
  drift: number;
}): Crossing[] {
  return crossed(
    walk(fractions, (_stage, index) => boundaries[index]!, drift),
    drift
  );
}

function crossed(stages: readonly Stage[], drift: number): Crossing[] {
  return stages.map((stage) => {
    const { boundary, again = Infinity, increment } = stage;
    if (increment === 0 || again <= boundary) return { up: 0, down: 0 };
    const between = (one: number) => above(stage, boundary, one) - above(stage, again, one);
    return { up: between(drift), down: between(-drift) };
  });
}

/** The chance to cross at any look, upwards or downwards. */
const power = (stages: readonly Stage[], drift: number): number =>
  crossed(stages, drift).reduce((sum, { up, down }) => sum + up + down, 0);

const equallySpaced = (looks: number): number[] => Array.from({ length: looks }, (_, index) => (index + 1) / looks);

/**
 * The constant c of a classical test with equally spaced looks: |Z| ≥ c at each (Pocock), or |Z| ≥ c √(K/k) at look k of K (O'Brien-Fleming).
 * Sources: Pocock (1977), Biometrika 64:191–199; O'Brien & Fleming (1979), Biometrics 35:549–556.
 */
export function classicalConstant(shape: 'pocock' | 'obrien_fleming', looks: number, alpha: number): number {
  const fractions = equallySpaced(looks);
  const error = (c: number) =>
    power(
      walk(fractions, (_stage, index) => (shape === 'pocock' ? c : c * Math.sqrt(looks / (index + 1)))),
      0
    );
  const single = -normalQuantile(alpha / 2);
  return root((c) => Math.log(error(c) / alpha), single - 1e-9, single + 3, 1e-9);
}

/**
 * How many times larger a sample must be than for a single look at the end, for the same power against the same effect.
 * Source: Jennison & Turnbull (2000), section 7.2; drift for that power squared over (z_{α/2} + z_β)².
 */
export function inflation({
  alpha,
  power: wanted,
  spending,
  looks
}: {
  alpha: number;
  power: number;
  spending: Spending;
  looks: number;
}): number {
  const single = normalQuantile(wanted) - normalQuantile(alpha / 2);
  const stages = monitored({ alpha, spending, fractions: equallySpaced(looks) });
  const drift = root((one) => power(stages, one) - wanted, single * 0.9, single * 2, 1e-9);
  return (drift / single) ** 2;
}
