/** Reports of the invented Brabant: of the last weeks, the last month and the last quarter, each by what was known the morning after. */
import type { Size } from '#example/size.ts';
import * as goals from '#reports/goals.server.ts';
import * as reports from '#reports/reports.server.ts';
import { around, before, REGULAR } from '#reports/span.ts';
import { addDays, startOf } from '#time/day.ts';

/** Nobody: what an example did, nobody did. */
const BY = 'voorbeeld';

const WEEKS = 4;

/** Call when all else is there: a report tells of it. */
export async function fill({ until }: Size): Promise<void> {
  const morning = addDays(until, 1);
  await goals.set(
    { figure: 'using_company', scope: '', value: 0.35, day: `${Number(until.slice(0, 4)) + 1}-12-31` },
    BY,
    new Date(startOf(addDays(until, -200))),
    true
  );
  for (const kind of REGULAR) {
    let period = before(kind, around(kind, morning));
    for (let count = kind === 'week' ? WEEKS : 1; count > 0; count--) {
      // A quarter to seven, as reports are published.
      const now = new Date(startOf(addDays(period.to, 1)) + 6.75 * 3_600_000);
      await reports.publish({ kind, ...period, scope: '' }, { by: BY, now });
      period = before(kind, period);
    }
  }
}
