/** What arrived in the warehouse of what pages of a site told. */
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
import { DAY, dayOf } from '../../src/time/day.ts';
import { HOERA, hoera } from './session.ts';

const Event = z.object({
  name: z.string(),
  at: z.string(),
  source: z.string(),
  host: z.string(),
  path: z.string(),
  campaign: z.string(),
  referrer: z.string(),
  language: z.string(),
  visitor: z.string(),
  session: z.string(),
  organisation: z.string(),
  properties: z.record(z.string(), z.string())
});
type Event = z.infer<typeof Event>;

export interface Warehouse {
  /** What the warehouse holds of one folder of the site, in order of time. */
  arrived: (folder: string) => Promise<Event[]>;
  names: (folder: string) => Promise<string[]>;
  expectArrived: (folder: string, expected: string[]) => Promise<void>;
}

export function warehouseOf(slug: string): Warehouse {
  const token = hoera('token', 'create', '--scope', 'read');
  const arrived = async (folder: string) => {
    // Shortly after midnight some of it was yesterday.
    const [yesterday, today] = [dayOf(Date.now() - DAY), dayOf(Date.now())];
    const response = await fetch(`${HOERA}/api/v1/events?from=${yesterday}&to=${today}`, {
      headers: { authorization: `Bearer ${token}` }
    });
    expect(response.status).toBe(200);
    const lines = (await response.text()).split('\n').filter((line) => line.includes(`"${slug}"`));
    return lines
      .map((line) => Event.parse(JSON.parse(line)))
      .filter(({ path }) => path.startsWith(`/${folder}/`))
      .sort((a, b) => a.at.localeCompare(b.at));
  };
  const names = async (folder: string) => (await arrived(folder)).map(({ name }) => name);
  const expectArrived = (folder: string, expected: string[]) =>
    // What is told takes one to three seconds: asked often, because most tests wait for it.
    expect
      .poll(() => names(folder), { timeout: 20_000, intervals: [200], message: `events of /${folder}` })
      .toEqual(expected);
  return { arrived, names, expectArrived };
}

/** How many events a page has that the server has not. */
export const waiting = (page: Page): Promise<number> =>
  page.evaluate(() => ((JSON.parse(localStorage['hoera'] ?? '{}') as { queue?: unknown[] }).queue ?? []).length);
export const quiet = (page: Page): Promise<void> => expect.poll(() => waiting(page)).toBe(0);
