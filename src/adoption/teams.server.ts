/** The same process beside itself at every team: shares, times and paths, out of message-box usage and its counterparts. */
import { z } from 'zod';
import busiestSql from '#clickhouse/queries/adoption/team_busiest.sql?raw';
import pacesSql from '#clickhouse/queries/adoption/team_paces.sql?raw';
import pathsSql from '#clickhouse/queries/adoption/team_paths.sql?raw';
import sharesSql from '#clickhouse/queries/adoption/team_shares.sql?raw';
import timesSql from '#clickhouse/queries/adoption/team_times.sql?raw';
import { KINDS, type TeamPace } from '#adoption/team-paces.ts';
import { comparePaths, type PathsAnswer } from '#adoption/team-paths.ts';
import type { TeamsAsked } from '#adoption/team-question.ts';
import { compareShares, type Comparison } from '#adoption/team-shares.ts';
import { compareTimes, medianDays, type TimesAnswer } from '#adoption/team-times.ts';
import * as messages from '#events/messages.server.ts';
import { Refusal } from '#refusal.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';

const count = z.coerce.number();
const Shares = z.object({
  value: z.string(),
  n: count,
  clusters: count,
  nn: count,
  box: count,
  box_squares: count,
  box_products: count,
  digital: count,
  digital_squares: count,
  digital_products: count
});
const flag = z.union([z.boolean(), count.transform(Boolean)]);
const Days = z.object({ value: z.string(), told: flag, answered: flag, days: count, n: count });
const Pace = z.object({
  value: z.string(),
  kind: z.enum(KINDS),
  n: count,
  clusters: count,
  nn: count,
  by: count,
  by_squares: count,
  by_products: count,
  before: count,
  before_squares: count,
  before_products: count
});
const Path = z.object({ value: z.string(), path: z.string(), organisations: count, anywhere: count });

export interface TeamsAnswer {
  /** Undefined when nothing was sent in the period. */
  process: string | undefined;
  /** Items that name no team, or no authority, as far as the view is about them: left out of all that follows. */
  unnamed: number;
  /** Undefined when not asked for, as those below. */
  shares: Comparison | undefined;
  times: TimesAnswer | undefined;
  paths: PathsAnswer | undefined;
}

/** Teams, and teams with their days or paths, that one answer holds. */
const MOST_TEAMS = 1_000;
const MOST = 50_000;

async function within<T>(sql: string, values: Record<string, unknown>, row: z.ZodType<T>, most: number): Promise<T[]> {
  const rows = await ask(sql, { ...values, most: most + 1 }, row);
  if (rows.length > most)
    throw new Refusal(
      'question_too_wide',
      'Deze vraag heeft te veel teams tegelijk. Kies een kortere periode of één overheid.',
      { status: 422 }
    );
  return rows;
}

/** Of every team how far it was by the median of all. */
async function pacesAt(median: number | undefined, values: Record<string, unknown>): Promise<TeamPace[]> {
  if (median === undefined) return [];
  const rows = await within(pacesSql, { ...values, median }, Pace, KINDS.length * MOST_TEAMS);
  return [...Map.groupBy(rows, ({ value }) => value)].flatMap(([value, own]) => {
    const of = (measure: 'by' | 'before') =>
      Object.fromEntries(
        own.map((row) => [
          row.kind,
          {
            n: row.n,
            count: row[measure],
            clusters: row.clusters,
            nn: row.nn,
            cc: row[`${measure}_squares`],
            nc: row[`${measure}_products`]
          }
        ])
      ) as TeamPace['by'];
    return value === '' ? [] : [{ value, by: of('by'), before: of('before') }];
  });
}

/** @throws Refusal question_too_wide */
export async function teams({ period, by, view, measure, process, authority }: TeamsAsked): Promise<TeamsAnswer> {
  const span = { since: startOf(period.from), until: startOf(addDays(period.to, 1)), authority };
  const name = process || (await ask(busiestSql, span, z.object({ name: z.string() })))[0]?.name;
  const answer: TeamsAnswer = { process: name, unnamed: 0, shares: undefined, times: undefined, paths: undefined };
  if (name === undefined) return answer;
  const values = { ...span, by, process: name };
  const counted = await within(sharesSql, values, Shares, MOST_TEAMS);
  answer.unnamed = counted.find(({ value }) => value === '')?.n ?? 0;
  const isNamed = ({ value }: { value: string }) => value !== '';
  if (view === 'share')
    answer.shares = compareShares(
      counted.filter(isNamed).map((row) => ({
        value: row.value,
        n: row.n,
        clusters: row.clusters,
        nn: row.nn,
        count: row[measure],
        cc: row[`${measure}_squares`],
        nc: row[`${measure}_products`]
      }))
    );
  if (view === 'time') {
    const known = await messages.list();
    const sources = known
      .filter(({ capabilities }) => capabilities['answered_at'] === 'available')
      .map(({ slug }) => slug);
    const days = await within(timesSql, { ...values, sources }, Days, MOST);
    // Of what went to an authority, as all of this view.
    answer.unnamed = days.reduce((sum, { value, n }) => sum + (value === '' ? n : 0), 0);
    const named = days.filter(isNamed);
    answer.times = compareTimes(named, await pacesAt(medianDays(named), { ...values, sources }));
  }
  if (view === 'paths') answer.paths = comparePaths((await within(pathsSql, values, Path, MOST)).filter(isNamed));
  return answer;
}
