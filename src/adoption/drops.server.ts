/** Who dropped off at a step of a funnel, against those who went on. */
import { z } from 'zod';
import dropsSql from '#clickhouse/queries/adoption/drops.sql?raw';
import { DIMENSIONS, inOrder, type Dimension } from '#adoption/dimension.ts';
import { distinguish, places, type CameBy, type Drops, type Place } from '#adoption/drops.ts';
import { progress, type Question } from '#adoption/progress.ts';
import { ask } from '#store/warehouse.server.ts';

const Row = z.object({
  dimension: z.enum(['', ...DIMENSIONS]),
  value: z.string(),
  came: z.coerce.number(),
  went: z.coerce.number()
});

export interface DropsAnswer extends Drops {
  /** Where those who stopped are, by one dimension. */
  by: Dimension;
  places: Place[];
}

/** @param question with the step that is looked at (from 1); broken down by municipality where it does not say */
export async function drops(question: Question & { stuck: number }): Promise<DropsAnswer> {
  const { funnel, stuck, breakdown: by = 'municipality' } = question;
  const { sql, parameters } = progress(question, { times: false, origins: true });
  const rows = await ask(`${sql}\n${dropsSql}`, { ...parameters, stuck }, Row, { memory: 6e9 });
  const all = rows.filter((row): row is CameBy => row.dimension !== '');
  const whole = rows.find(({ dimension }) => dimension === '') ?? { came: 0, went: 0 };
  const own = all.filter(({ dimension }) => dimension === by).sort((a, b) => inOrder(a.value, b.value));
  const told = places(funnel.population, own, by);
  // Of those that are hidden the place would tell about how many they are.
  if (by !== 'size') told.sort((a, b) => (b.stopped ?? -1) - (a.stopped ?? -1));
  return { ...distinguish(funnel.population, stuck, whole, all), by, places: told };
}
