/** How use goes on: the deed behind the page and the API. */
import { paths } from '#adoption/paths.server.ts';
import { retention, stickiness } from '#adoption/retentions.server.ts';
import { measure } from '#adoption/standards.server.ts';
import type { TrendsAsked } from '#adoption/trends-question.ts';
import type { Day } from '#time/day.ts';

/**
 * What a view shows; of each part undefined when another view is asked for.
 * @param today weeks and months that have not ended before it are not told of
 */
export async function answer(asked: TrendsAsked, today: Day) {
  const { view, period, metric } = asked;
  const isRetention = view === 'retention';
  const [metrics, cohorts, months, beside] = await Promise.all([
    view === 'metrics' ? measure(period, metric, today) : undefined,
    isRetention ? retention(asked, today) : undefined,
    isRetention ? stickiness(asked, today) : undefined,
    view === 'paths' ? paths(asked) : undefined
  ]);
  return { metrics, retention: cohorts, stickiness: months, paths: beside };
}
