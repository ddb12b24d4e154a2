/** The first thing a new user does: put the tracker on a page, and see the own visit arrive and count. */
import { expect } from '@playwright/test';
import { startFixtureSite } from './fixture-site.ts';
import { HOERA, tableRows, test } from './session.ts';

test('a site is made, its line is put on a page, and the visit is seen and counted', async ({ page, context }) => {
  const site = await startFixtureSite(`${HOERA}/tracker.js`);
  const name = `Mijn site ${new URL(site.origin).port}`;
  await page.goto('/settings/sites');
  const form = page.locator('form[action="?/create"]');
  await form.getByLabel('Naam').fill(name);
  await form.locator('[name=origins]').fill(site.origin);
  await form.getByRole('button').click();
  const line = await page.getByRole('region', { name: new RegExp(`elke pagina.*${name}`) }).textContent();
  expect(line).toContain(`${HOERA}/tracker.js`);
  site.key = /data-key="([^"]+)"/.exec(line ?? '')?.[1] ?? '';

  const funnel = JSON.stringify({
    population: 'visitor',
    window: 30,
    steps: [
      { name: 'Gezien', any: [{ event: 'page_view', filters: [{ field: 'path', op: 'is', values: ['/mine/start'] }] }] }
    ],
    exclusions: []
  });
  const visitors = async () => {
    await page.goto(`/adoption?days=30&funnel=${encodeURIComponent(funnel)}`);
    return (await tableRows(page, 'Trechter'))[0]?.[1];
  };
  expect(await visitors()).toBe('0');

  const visitor = await context.newPage();
  await visitor.goto(`${site.origin}/mine/start`);
  await page.goto('/events');
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('cell', { name: 'www.brabant.example/mine/start' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await expect.poll(visitors, { timeout: 15_000 }).toBe('1');
  site.close();
});
