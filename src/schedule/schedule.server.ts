/** What happens without anybody asking: a list of names, times and deeds, run by one instance at a time. */
import * as channels from '#adoption/channels.server.ts';
import * as review from '#experiments/reviews.server.ts';
import * as contacts from '#interventions/contacts.server.ts';
import * as touches from '#interventions/touches.server.ts';
import * as moments from '#moments/moments.server.ts';
import * as sending from '#reports/sending.server.ts';
import { queue } from '#store/register.server.ts';
import * as reports from '#reports/reports.server.ts';
import * as links from '#surveys/links.server.ts';
import { dayOf } from '#time/day.ts';

interface Job {
  name: string;
  /** Five fields of cron, Amsterdam's clock. */
  when: string;
  /** Done at the start too: what was missed while nobody ran is caught up, and done twice it does nothing. */
  atStart?: true;
  deed: () => Promise<unknown>;
}

/** Publishes what is due. A report is of what was found by then, so that what it tells of is looked for first. @returns ids of what is new */
export async function publish(now: Date): Promise<string[]> {
  await moments.catchUp(now);
  return reports.publishDue(now);
}

export const SCHEDULE: readonly Job[] = [
  // Harm and broken assignment cannot wait for the next morning.
  { name: 'watch-experiments', when: '*/10 * * * *', deed: () => review.watch(new Date()) },
  { name: 'send-reports', when: '*/10 * * * *', deed: () => sending.sendDue(new Date()) },
  { name: 'review-experiments', when: '10 6 * * *', deed: () => review.review(new Date()) },
  { name: 'keep-channel-baseline', when: '35 3 * * *', deed: () => channels.keepBaseline(dayOf(Date.now())) },
  { name: 'expire-survey-links', when: '40 3 * * *', deed: () => links.expire(new Date()) },
  { name: 'expire-contacts', when: '45 3 * * *', deed: () => contacts.expire(new Date()) },
  { name: 'expire-touches', when: '50 3 * * *', deed: () => touches.expire(new Date()) },
  { name: 'publish-reports', when: '40 6 * * *', atStart: true, deed: () => publish(new Date()) }
];

/** Seconds between asking whether a job's time has come: asking every two seconds keeps a seventh of a core busy. */
const POLLED = 20;

/** Seconds after which a job that was begun and not ended counts as lost, and is given to another instance. */
const LOST_AFTER = 900;

/**
 * Starts running jobs at their times. One that was missed while no instance ran is done at the start, or its next time sees all there is.
 * @returns how to stop, which waits for what is being done
 */
export async function run(): Promise<() => Promise<void>> {
  const jobs = await queue();
  jobs.on('error', (error) => console.error(`schedule: ${error.message}`));
  await jobs.start();
  for (const { name, when, atStart, deed } of SCHEDULE) {
    // Exclusive: one waits or runs, however many instances there are.
    await jobs.createQueue(name, { policy: 'exclusive', expireInSeconds: LOST_AFTER, retryLimit: 2 });
    await jobs.schedule(name, when, null, { tz: 'Europe/Amsterdam' });
    await jobs.work(name, { pollingIntervalSeconds: POLLED }, async () => {
      await deed();
    });
    if (atStart) await jobs.send(name);
  }
  return () => jobs.stop({ graceful: true, timeout: 10_000 });
}
