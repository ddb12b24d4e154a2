/** Pages of somebody who is logged in; once a worker, because logging in is slow on purpose. */
import { expect, request, test as base, type APIRequestContext, type Browser, type Page } from '@playwright/test';
import axe from 'axe-core';
import { execFileSync } from 'node:child_process';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

export const HOERA = process.env['HOERA_URL'] ?? '';

type State = Awaited<ReturnType<Awaited<ReturnType<typeof request.newContext>>['storageState']>>;

export const test = base.extend<object, { loggedIn: State }>({
  loggedIn: [
    // Playwright reads from the pattern which fixtures are needed: none.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const context = await request.newContext({ baseURL: HOERA, extraHTTPHeaders: { origin: HOERA } });
      await context.post('/login', {
        form: { email: process.env['HOERA_ADMIN_EMAIL'] ?? '', password: process.env['HOERA_ADMIN_PASSWORD'] ?? '' },
        maxRedirects: 0
      });
      await use(await context.storageState());
      await context.dispose();
    },
    { scope: 'worker' }
  ],
  storageState: ({ loggedIn }, use) => use(loggedIn)
});

/** The command line beside the running server. */
export const hoera = (...words: string[]): string =>
  execFileSync(process.execPath, ['--import', './src/store/raw.js', 'src/cli/hoera.ts', ...words], {
    encoding: 'utf8'
  }).trim();

/** Sends a form of a page without opening it, for tests that are about what follows; returns where it leads. */
export async function submit(by: APIRequestContext, address: string, form: Record<string, string>): Promise<string> {
  const headers = { origin: new URL(address).origin, accept: 'application/json' };
  const answer = (await (await by.post(address, { headers, form })).json()) as { type: string; location?: string };
  expect(answer, address).toEqual(expect.objectContaining({ type: expect.stringMatching(/^(success|redirect)$/) }));
  return answer.location ?? '';
}

/** Rules that may turn out otherwise at another width of the same page, and those that name what is shown there alone. */
const OF_WIDTH = [
  'target-size',
  'scrollable-region-focusable',
  'aria-hidden-focus',
  'button-name',
  'link-name',
  'label'
];

/** What stands in the way of somebody who reads or works otherwise (WCAG 2.2 AA); `again` is another width of the same. */
export async function expectNoBarriers(page: Page, { again = false } = {}): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    // Straight to the engine and once a document: half a million characters take longer than what they look at.
    const engine = await page.context().newCDPSession(page);
    await engine.send('Runtime.evaluate', { expression: axe.source });
    await engine.detach();
  }
  const found = await page.evaluate(
    async (runOnly) => {
      const { violations } = await window.axe.run({ runOnly, resultTypes: ['violations'], preload: false });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    },
    again
      ? { type: 'rule' as const, values: OF_WIDTH }
      : { type: 'tag' as const, values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
  );
  expect(found).toEqual([]);
}

/** Nothing of a page may stick out sideways, once it is laid out: everybody would have to scroll for every line. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = () =>
    page.evaluate(() => {
      if (document.documentElement.scrollWidth <= window.innerWidth) return [];
      return [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > window.innerWidth)
        .map((one) => `${one.tagName} ${(one.textContent ?? '').trim().slice(0, 60)}`);
    });
  await expect.poll(wide, { message: `sticking out sideways on ${page.url()}` }).toEqual([]);
}

/** A page that was opened narrow is for everybody, and so it is once it is wide: there everything unfolds, in its colours. */
export async function expectUsable(page: Page): Promise<void> {
  for (const width of [undefined, 1280]) {
    if (width) await page.setViewportSize({ width, height: 900 });
    await expectNoBarriers(page, { again: !width });
    await expectNoSidewaysScroll(page);
  }
}

/** Lines of a table as it stands on the page. */
export const tableRows = (page: Page, caption: string | RegExp): Promise<string[][]> =>
  page
    .getByRole('table', { name: caption })
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())));

/** A page of somebody else, invited by whoever is logged in. */
export async function invited(
  page: Page,
  browser: Browser,
  { role, name }: { role: string; name: string }
): Promise<Page> {
  await page.goto('/settings/accounts');
  await page.getByLabel('E-mailadres').fill(`${name.toLowerCase().replaceAll(' ', '.')}@hoera.example`);
  await page.getByLabel('Rol').selectOption(role);
  await page.getByRole('button', { name: 'Uitnodigen' }).click();
  const link = await page.locator('code', { hasText: '/invitation/' }).innerText();
  const context = await browser.newContext({
    baseURL: HOERA,
    locale: 'nl-NL',
    storageState: { cookies: [], origins: [] }
  });
  const theirs = await context.newPage();
  await theirs.goto(link);
  await theirs.getByLabel('Naam').fill(name);
  await theirs.getByLabel('Wachtwoord').fill('correct-horse-battery');
  await theirs.getByRole('main').getByRole('button').click();
  await expect(theirs).toHaveURL(/\/adoption/);
  return theirs;
}
