/** What happens by itself: each job has its time once, however many instances run, and what was missed is asked for at the start. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { run, SCHEDULE } from '#schedule/schedule.server.ts';
import { register } from '#store/register.server.ts';
import { useStores } from '../stores.ts';

useStores();

const rowsOf = async (question: ReturnType<typeof sql>) =>
  ((await (await register()).execute(question)) as unknown as { rows: Record<string, unknown>[] }).rows;

test('two instances keep one time for each job, and only what is caught up is asked for at the start', async () => {
  const stops = [await run(), await run()];
  try {
    const kept = await rowsOf(sql`SELECT name, cron, timezone FROM jobs.schedule ORDER BY name`);
    const wanted = SCHEDULE.map(({ name, when }) => ({ name, cron: when, timezone: 'Europe/Amsterdam' })).toSorted(
      (a, b) => (a.name < b.name ? -1 : 1)
    );
    expect(kept).toEqual(wanted);
    // Whoever asks for a job that waits or runs gets that one: two that start at once do it once.
    const queues = await rowsOf(sql`SELECT name FROM jobs.queue WHERE policy = 'exclusive' ORDER BY name`);
    expect(queues).toEqual(wanted.map(({ name }) => ({ name })));
    const asked = await rowsOf(
      sql`SELECT DISTINCT name FROM jobs.job WHERE name IN (${sql.join(
        SCHEDULE.map(({ name }) => sql`${name}`),
        sql`, `
      )})`
    );
    expect(asked).toEqual(SCHEDULE.filter(({ atStart }) => atStart).map(({ name }) => ({ name })));
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
});
