/** Who could take part in a list experiment: non-users that have occasion, and are not to be left in peace. */
import { z } from 'zod';
import baselineSql from '#clickhouse/queries/experiments/trial_baseline.sql?raw';
import bodiesSql from '#clickhouse/queries/experiments/trial_bodies.sql?raw';
import candidatesSql from '#clickhouse/queries/experiments/trial_candidates.sql?raw';
import frameSql from '#clickhouse/queries/experiments/trial_frame.sql?raw';
import type { Climber } from '#adoption/ladder.ts';
import * as touches from '#interventions/touches.server.ts';
import type { Frame } from '#experiments/trial-plan.ts';
import { statesOf, type TrialDesign } from '#experiments/trial.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, mondayOf, type Day } from '#time/day.ts';

/** Organisations in the address of one question. */
const AT_ONCE = 500;

const count = z.coerce.number();
const Candidate = z.object({
  organisation: z.string(),
  municipality: z.string(),
  region: z.string(),
  sector: z.string(),
  size: z.string(),
  state: z.number()
});
export type Candidate = z.infer<typeof Candidate>;

/** Where these stand on a day; who is not in the registry is left out. */
export async function standing(
  population: Climber,
  organisations: readonly Pseudonym[],
  day: Day
): Promise<Map<Pseudonym, Candidate>> {
  const found = new Map<Pseudonym, Candidate>();
  const week = mondayOf(day);
  for (let from = 0; from < organisations.length; from += AT_ONCE) {
    const only = organisations.slice(from, from + AT_ONCE).map(BigInt);
    for (const one of await ask(candidatesSql, { population, week, only }, Candidate)) found.set(one.organisation, one);
  }
  return found;
}

/** Public bodies or departments of the registry, by name. */
export function bodies(population: Climber, day: Day): Promise<{ organisation: Pseudonym; name: string }[]> {
  return ask(bodiesSql, { population, day }, z.object({ organisation: z.string(), name: z.string() }));
}

/** Share of those who could have taken part some weeks ago that has reached the rung since, in as many days as will count. */
export async function baseline(
  { population, outcome, days }: TrialDesign,
  today: Day
): Promise<{ organisations: number; reached: number }> {
  const { first, limit, rung, top } = statesOf({ population, outcome });
  const last = addDays(mondayOf(today), -7);
  const week = addDays(last, -7 * Math.ceil(days / 7));
  const [row] = await ask(
    baselineSql,
    { population, first, limit, rung, top, week, last },
    z.object({ organisations: count, reached: count })
  );
  return row ?? { organisations: 0, reached: 0 };
}

export interface Around extends Frame {
  /** In the registry, of this population. */
  registered: number;
  /** Without occasion: no non-users. */
  idle: number;
  /** Could take part, but was approached shortly before. */
  blocked: number;
  /** From how many the baseline was seen. */
  seen: number;
}

/** Everybody who could take part, as far as the registry says; whose intermediary is whose it does not know. */
export async function around(design: TrialDesign, today: Day): Promise<Around> {
  const { population, cluster, starts } = design;
  const { first, limit } = statesOf(design);
  const [rows, usual, touchedNow] = await Promise.all([
    ask(
      frameSql,
      { population, first, limit, week: mondayOf(today) },
      z.object({
        municipality: z.string(),
        region: z.string(),
        registered: count,
        idle: count,
        organisations: count
      })
    ),
    baseline(design, today),
    touches.near(starts)
  ]);
  const stands = await standing(population, touchedNow, today);
  const blocked = [...stands.values()].filter(({ state }) => state >= first && state < limit);
  const taken = Map.groupBy(blocked, ({ municipality }) => municipality);
  const places = rows.map((row) => ({
    ...row,
    organisations: row.organisations - (taken.get(row.municipality)?.length ?? 0)
  }));
  const sum = (of: (row: (typeof places)[number]) => number) => places.reduce((total, row) => total + of(row), 0);
  return {
    registered: sum(({ registered }) => registered),
    idle: sum(({ idle }) => idle),
    blocked: blocked.length,
    seen: usual.organisations,
    organisations: sum(({ organisations }) => organisations),
    clusters: clusterSizes(cluster, places),
    baseline: usual.organisations > 0 ? usual.reached / usual.organisations : 0
  };
}

function clusterSizes(
  cluster: TrialDesign['cluster'],
  places: readonly { municipality: string; region: string; organisations: number }[]
): number[] | undefined {
  if (cluster !== 'municipality' && cluster !== 'region') return undefined;
  return [...Map.groupBy(places, (place) => place[cluster])]
    .filter(([name]) => name !== '')
    .map(([, some]) => some.reduce((total, { organisations }) => total + organisations, 0))
    .filter((size) => size > 0);
}
