/** Moments of a period as a report tells them. */
import { and, asc, eq, gte, lte } from 'drizzle-orm';
import { Facts, type Moment } from '#moments/moment.ts';
import type { Told } from '#reports/report.ts';
import { register } from '#store/register.server.ts';
import { moments } from '#store/tables.server.ts';
import type { Day } from '#time/day.ts';

/** Moments between two days, these included, of a part; oldest first. */
async function between(
  from: Day,
  to: Day,
  part: { population?: string; team?: string; site?: string }
): Promise<Moment[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(moments)
    .where(
      and(
        gte(moments.day, from),
        lte(moments.day, to),
        part.population === undefined ? undefined : eq(moments.population, part.population),
        part.team === undefined ? undefined : eq(moments.team, part.team),
        part.site === undefined ? undefined : eq(moments.site, part.site)
      )
    )
    .orderBy(asc(moments.day), asc(moments.id));
  return rows.map((row) => ({ ...row, facts: Facts.parse(row.facts) }) as Moment);
}

/** As it is worded now; where a person gave words, these stand in both languages. */
export async function told(...asked: Parameters<typeof between>): Promise<(Told & { p: number | undefined })[]> {
  return (await between(...asked)).map(({ id, kind, tone, day, facts, wording }) => ({
    id,
    kind,
    tone,
    day,
    what: wording === '' ? facts.what : { nl: wording, en: wording },
    whom: facts.whom,
    // What was picked for being large is told as what it likely is.
    amount: facts.shrunk ?? facts.amount,
    known: facts.known,
    unknown: facts.unknown,
    thanks: facts.thanks,
    next: facts.next,
    p: facts.p
  }));
}
