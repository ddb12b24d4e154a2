/** The first thing a new user does: put the tracker on a page, and see the own visit arrive and count. */
import { expect, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
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

  // What that site sends and we do not take is told to the sender, and here with what to do about it.
  const before = await refusals(page);
  const sent = await page.request.post(`/collect?key=${site.key}`, {
    headers: { origin: site.origin },
    data: {
      events: [
        { id: randomUUID(), name: 'nergens_aangemeld', at: Date.now(), visitor: 'v' },
        { id: randomUUID(), name: 'page_view', at: '2020-01-01T00:00:00Z', visitor: 'v' },
        { id: randomUUID(), name: 'page_view', at: Date.now() }
      ]
    }
  });
  expect(await sent.json()).toMatchObject({
    accepted: 0,
    refused: [{ reason: 'unknown_name' }, { reason: 'clock' }, { reason: 'no_actor' }]
  });
  await expect(async () => {
    const after = await refusals(page);
    for (const reason of ['Onbekende naam', 'Klok klopt niet', 'Van niemand'])
      expect(after.get(reason), reason).toBe((before.get(reason) ?? 0) + 1);
  }).toPass({ timeout: 15_000 });
  await expect(page.getByRole('row', { name: /Onbekende naam/ })).toContainText('Meld de naam aan bij de site');
  site.close();
});

/** How many were refused, by reason, as the page says. */
async function refusals(page: Page): Promise<Map<string, number>> {
  await page.goto('/events');
  const rows = await tableRows(page, 'Geweigerd, met reden');
  return new Map(rows.map(([reason = '', count]) => [reason, Number(count?.replaceAll('.', ''))]));
}
