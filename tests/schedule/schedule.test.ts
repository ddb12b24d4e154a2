/** What happens by itself: each job has its time once, however many instances run, and what was missed is asked for at the start. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { run, SCHEDULE } from '#schedule/schedule.server.ts';
import { register } from '#store/register.server.ts';
import { useStores } from '../stores.ts';

useStores();

const rowsOf = async (question: ReturnType<typeof sql>) =>
  ((await (await register()).execute(question)) as unknown as { rows: Record<string, unknown>[] }).rows;

test('two instances keep one time for each job, and only what is caught up at the start waits at once', async () => {
  const stops = [await run(), await run()];
  try {
    const kept = await rowsOf(sql`SELECT name, cron, timezone FROM jobs.schedule ORDER BY name`);
    const wanted = SCHEDULE.map(({ name, when }) => ({ name, cron: when, timezone: 'Europe/Amsterdam' }));
    expect(kept).toEqual(wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    const names = SCHEDULE.map(({ name }) => name);
    const waiting = await rowsOf(
      sql`SELECT name, count(*)::int AS n FROM jobs.job WHERE state <= 'active' AND name IN (${sql.join(
        names.map((name) => sql`${name}`),
        sql`, `
      )}) GROUP BY name`
    );
    expect(waiting).toEqual(SCHEDULE.filter(({ atStart }) => atStart).map(({ name }) => ({ name, n: 1 })));
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
});
