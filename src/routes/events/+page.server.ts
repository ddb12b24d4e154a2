/** What comes in: live, per hour, refused and from where. */
import * as ledger from '#events/ledger.server.ts';
import { dayOf, type Day } from '#time/day.ts';
import { lastDays, periodOf, WrongPeriod, type Period } from '#time/period.ts';
import { marksOf } from '../marks.server.ts';
import { partly, wrongIn, type Wrong } from '../wrong.ts';
import type { PageServerLoad } from './$types';

const MINUTES = 30;

/** The period of the address, or the last week; with what is wrong with it. */
function asked(url: URL, today: Day): { period: Period; wrong: Wrong[] } {
  const week = lastDays(today, 7);
  const [from, to] = ['from', 'to'].map((name) => url.searchParams.get(name) ?? '');
  if (!from && !to) return { period: week, wrong: [] };
  try {
    return { period: periodOf(from ?? '', to || today), wrong: [] };
  } catch (error) {
    if (error instanceof WrongPeriod) return { period: week, wrong: [wrongIn(error, url)] };
    throw error;
  }
}

export const load: PageServerLoad = async ({ url, depends, locals }) => {
  depends('events:recent');
  const { period, wrong } = asked(url, dayOf(Date.now()));
  locals.refusal = partly(wrong);
  const [recent, summary, hours, freshness, marks] = await Promise.all([
    ledger.recent(Date.now() - MINUTES * 60_000, 50),
    ledger.summary(period),
    ledger.hours(period),
    ledger.freshness(),
    marksOf(period)
  ]);
  return { minutes: MINUTES, period, wrong, recent, summary, hours, freshness, marks, now: Date.now() };
};
