/** Moments of a period as a report tells them. */
import { and, eq, gte, ne } from 'drizzle-orm';
import { shownAmount } from '#moments/moment.ts';
import * as moments from '#moments/moments.server.ts';
import type { Filters } from '#moments/scope.ts';
import { Content, type Kind, type Told } from '#reports/report.ts';
import { register } from '#store/register.server.ts';
import { reports } from '#store/tables.server.ts';
import { addDays } from '#time/day.ts';
import type { Period } from '#time/period.ts';

/** The oldest first; those of a day stay as they were. */
const inOrder = (a: { day: string }, b: { day: string }): number => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0);

/** Days before a period of which what was found late is told: what is older is no news. */
const LATE_DAYS = 60;

/**
 * What other reports of the same kind and part told, when the one before this was published, and from which day on they tell: what
 * came before the first of them is no news.
 */
async function toldBefore(kind: Kind, { from }: Period, scope: string) {
  const rows = await (
    await register()
  )
    .select({ from: reports.from, publishedAt: reports.publishedAt, content: reports.content })
    .from(reports)
    .where(
      and(
        eq(reports.kind, kind),
        eq(reports.scope, scope),
        ne(reports.from, from),
        gte(reports.to, addDays(from, -LATE_DAYS))
      )
    );
  const earlier = rows.filter((row) => row.from < from).sort((a, b) => (a.from < b.from ? -1 : 1));
  const ids = rows.flatMap(({ content }) => {
    const read = Content.pick({ moments: true, lessons: true }).safeParse(content);
    return read.success ? [...read.data.moments, ...read.data.lessons].map(({ id }) => id) : [];
  });
  return { since: earlier[0]?.from, publishedAt: earlier.at(-1)?.publishedAt, ids: new Set(ids) };
}

/**
 * Those of a period, the oldest first; as they are worded now, a person's words in both languages. A report that is published by
 * itself also tells what happened before it and was found only after the one before it was published: files come late.
 */
export async function told(
  kind: Kind,
  period: Period,
  scope: string,
  part: Filters,
  now: Date
): Promise<(Told & { p: number | undefined })[]> {
  const { from, to } = period;
  const [all, before] = await Promise.all([
    moments.filtered({ from: kind === 'own' ? from : addDays(from, -LATE_DAYS), to }, part),
    kind === 'own' ? undefined : toldBefore(kind, period, scope)
  ]);
  const isLate = ({ day, at }: { day: string; at: Date }): boolean =>
    before?.since !== undefined &&
    day >= before.since &&
    at.getTime() > before.publishedAt!.getTime() &&
    at.getTime() <= now.getTime();
  const found = all.filter((one) => !before?.ids.has(one.id) && (one.day >= from || isLate(one)));
  return found.toSorted(inOrder).map(({ id, kind: ofKind, tone, day, facts, wording }) => {
    // What was picked for being large is told as what it likely is.
    const amount = facts.shrunk ?? facts.amount;
    return {
      id,
      kind: ofKind,
      tone,
      day,
      ...(day < from ? { late: true } : {}),
      what: wording === '' ? facts.what : { nl: wording, en: wording },
      whom: facts.whom,
      amount: amount && shownAmount(amount),
      careful: facts.shrunk !== undefined,
      known: facts.known,
      unknown: facts.unknown,
      thanks: facts.thanks,
      next: facts.next,
      p: facts.p
    };
  });
}
