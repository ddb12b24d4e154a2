/** Every page: whether everybody can read and use it, wide and narrow, in both languages, and nothing goes wrong unseen. */
import { expect } from '@playwright/test';
import { expectNoBarriers, expectNoSidewaysScroll, test } from './session.ts';

const PAGES = [
  '/adoption',
  '/adoption?population=authority&breakdown=sector&compare=1',
  '/adoption?stuck=2',
  '/adoption/funnel',
  '/organisations',
  '/organisations?population=department',
  '/events',
  '/experiments?show=library',
  '/experiments/new',
  '/experiments/metrics',
  '/features',
  '/imports',
  '/imports/new'
];

for (const path of PAGES) {
  test(`${path} is without barriers, wide and narrow`, async ({ page }) => {
    test.slow();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      const response = await page.goto(path);
      expect(response?.status()).toBe(200);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expectNoBarriers(page);
      await expectNoSidewaysScroll(page);
    }
    await page.getByRole('link', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    expect(wrong).toEqual([]);
  });
}

test('who is not logged in gets no page, and no data of one', async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  for (const path of PAGES) {
    const response = await context.request.get(path, { maxRedirects: 0 });
    expect(response.status(), path).toBe(303);
    expect(response.headers()['location'], path).toMatch(/^\/login\?next=/);
  }
  const data = await context.request.get('/adoption/__data.json', { maxRedirects: 0 });
  expect(await data.text()).not.toContain('eligible');
  expect((await context.request.get('/api/v1/adoption/funnel')).status()).toBe(401);
  await context.close();
});
