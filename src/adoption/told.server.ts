/** Up to which day the files with messages tell of everything; the invented ones always do. */
import { z } from 'zod';
import toldUntilSql from '#clickhouse/queries/adoption/told_until.sql?raw';
import { QUIET_DAYS, toldUntil } from '#adoption/told.ts';
import { ask } from '#store/warehouse.server.ts';
import { Day } from '#time/day.ts';

/**
 * @param only of all channels, or of the message box alone
 * @returns undefined when no files tell of it
 */
export async function messagesUntil(only: 'box' | 'all'): Promise<Day | undefined> {
  const rows = await ask(toldUntilSql, { box: only === 'box', quiet: QUIET_DAYS }, z.object({ day: Day }));
  return toldUntil(rows.map(({ day }) => day));
}
