/** Moments of a period as a report tells them. */
import * as moments from '#moments/moments.server.ts';
import type { Filters } from '#moments/scope.ts';
import type { Told } from '#reports/report.ts';
import type { Day } from '#time/day.ts';

/** Between two days, these included, the oldest first; as they are worded now, a person's words in both languages. */
export async function told(from: Day, to: Day, part: Filters): Promise<(Told & { p: number | undefined })[]> {
  const found = await moments.filtered({ from, to }, part);
  return found.toReversed().map(({ id, kind, tone, day, facts, wording }) => ({
    id,
    kind,
    tone,
    day,
    what: wording === '' ? facts.what : { nl: wording, en: wording },
    whom: facts.whom,
    // What was picked for being large is told as what it likely is.
    amount: facts.shrunk ?? facts.amount,
    careful: facts.shrunk !== undefined,
    known: facts.known,
    unknown: facts.unknown,
    thanks: facts.thanks,
    next: facts.next,
    p: facts.p
  }));
}
