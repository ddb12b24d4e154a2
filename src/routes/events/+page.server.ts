/** What comes in: live, per hour, refused and from where. */
import * as ledger from '#events/ledger.server.ts';
import { dayOf } from '#time/day.ts';
import { lastDays, Period } from '#time/period.ts';
import type { PageServerLoad } from './$types';

const MINUTES = 30;

export const load: PageServerLoad = async ({ url, depends }) => {
  depends('events:recent');
  const given = Period.safeParse({ from: url.searchParams.get('from'), to: url.searchParams.get('to') });
  const period = given.success ? given.data : lastDays(dayOf(Date.now()), 7);
  const [recent, summary, hours, freshness] = await Promise.all([
    ledger.recent(Date.now() - MINUTES * 60_000, 50),
    ledger.summary(period),
    ledger.hours(period),
    ledger.freshness()
  ]);
  return { minutes: MINUTES, period, recent, summary, hours, freshness, now: Date.now() };
};
