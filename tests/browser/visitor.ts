/** Somebody who was never on a site, what a page shows them, and what it remembers of them. */
import { expect, type BrowserContext, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { test as base } from './session.ts';

type Visitor = (more?: BrowserContextOptions, prepare?: (page: Page) => Promise<unknown>) => Promise<Page>;

export const test = base.extend<{ visitor: Visitor }>({
  visitor: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (more, prepare) => {
      const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, ...more });
      contexts.push(context);
      const page = await context.newPage();
      await prepare?.(page);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  }
});

interface Remembered {
  payload?: { experiments: { key: string }[] };
  tests?: Record<string, { lot?: string; told?: string }>;
}
export const remembered = (page: Page): Promise<Remembered> =>
  page.evaluate(() => JSON.parse(localStorage['hoera'] ?? '{}') as Remembered);

export const knows = async (page: Page, experiment: string): Promise<boolean> =>
  ((await remembered(page)).payload?.experiments ?? []).some(({ key }) => key === experiment);

export const heading = (page: Page): Locator => page.locator('h1');
/** To another address without loading it. */
export const push = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => history.pushState({}, '', to), path);

/** Keeps back whatever brings what is in force, at once and while a page is open, until it is let go. */
export async function hold(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await page.route(/\/(api\/features|sub)\//, async (route) => {
    await promise;
    await route.continue();
  });
  return () => resolve(undefined);
}

interface Painted {
  painted: { text: string; visible: boolean; at: number }[];
}

/** Notes how the heading is painted, frame by frame: sizes are observed after everything else that happens in a frame. */
export const watch = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const painted: Painted['painted'] = [];
    Object.assign(window, { painted });
    const frame = () => {
      const heading = document.querySelector('h1');
      const note = (_: unknown, observer: ResizeObserver) => {
        observer.disconnect();
        const visible = heading!.checkVisibility({ visibilityProperty: true });
        painted.push({ text: heading!.textContent, visible, at: performance.now() });
      };
      if (heading) new ResizeObserver(note).observe(heading);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });

/** What was seen of the heading since the page was opened. */
export async function seen(page: Page): Promise<{ texts: string[]; frames: number; since: number }> {
  const painted = await page.evaluate(() => (window as unknown as Painted).painted);
  const visible = painted.filter((one) => one.visible);
  return { texts: [...new Set(visible.map(({ text }) => text))], frames: visible.length, since: visible[0]?.at ?? 0 };
}
export async function seenFor(page: Page, frames: number): Promise<void> {
  const before = (await seen(page)).frames;
  await expect.poll(async () => (await seen(page)).frames).toBeGreaterThan(before + frames);
}

/** Goes there as somebody without a mouse does. */
export async function tabTo(wanted: Locator): Promise<void> {
  const hasFocus = () => wanted.evaluate((one) => (one.getRootNode() as Document).activeElement === one);
  for (let times = 0; times < 60 && !(await hasFocus()); times++) await wanted.page().keyboard.press('Tab');
  await expect(wanted).toBeFocused();
}
