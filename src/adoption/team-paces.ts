/** Whether a team answers clearly sooner or later than all together, where answers come in batches and items from the same organisations. */
import { FEWEST } from '#adoption/channels.ts';
import { tQuantile } from '#statistics/distribution.ts';
import { designEffect, type Clustered } from '#statistics/funnel-plot.ts';
import { wilson } from '#statistics/proportion.ts';

/** Against the median of all: faster or slower with 99.8% certainty, or not clearly different. */
export const PACES = ['faster', 'similar', 'slower'] as const;
export type Pace = (typeof PACES)[number];

/** The two ways in which items of a team are alike: they come from one organisation, and are answered on one day. */
export const KINDS = ['organisation', 'day'] as const;

/** Items of a team that were followed at least as long as the median of all: how many were answered by then, or a day before. */
export interface TeamPace {
  value: string;
  by: Readonly<Record<(typeof KINDS)[number], Clustered>>;
  before: Readonly<Record<(typeof KINDS)[number], Clustered>>;
}

/**
 * How many times larger the variance is because items come from the same organisations and are answered together: that of the one and
 * of the other, less what is counted twice, at least 1.
 * Source: Cameron, Gelbach & Miller (2011), Journal of Business & Economic Statistics 29:238–249, eq. 2.11.
 */
export const togetherness = (paces: readonly TeamPace[]): number => {
  const [organisation, day] = KINDS.map((kind) => designEffect(paces.map(({ by }) => by[kind])));
  return Math.max(1, organisation! + day! - 1);
};

const fewestClusters = (both: TeamPace['by']): number => Math.min(...KINDS.map((kind) => both[kind].clusters));

/** Of what share was answered the interval at 99.8%: Wilson at as many items as tell as much, with Student's t for few clusters. */
function intervalOf(both: TeamPace['by'], design: number) {
  const { n, count } = both.organisation;
  const clusters = fewestClusters(both);
  // All or none: how alike items of a cluster are does not show, and then each cluster counts as one.
  const alone = count === 0 || count === n ? Math.min(clusters, n / design) : n / design;
  return wilson((count / n) * alone, alone, tQuantile(0.999, clusters - 1))!;
}

/**
 * Slower when the share answered by the median of all lies below a half, faster when it lies above a half the day before already, with
 * the interval as a whole. Only items count that were followed so long, so that what is still open for a short time tells nothing.
 * @returns undefined for fewer than FEWEST organisations, or days of answering, with each open item as a day of its own
 */
export function paceOf(pace: TeamPace): Pace | undefined {
  if (fewestClusters(pace.by) < FEWEST) return undefined;
  const design = Math.max(togetherness([pace]), togetherness([{ ...pace, by: pace.before }]));
  if (intervalOf(pace.by, design).high < 0.5) return 'slower';
  return intervalOf(pace.before, design).low > 0.5 ? 'faster' : 'similar';
}
