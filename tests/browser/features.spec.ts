/** A value in production: made and changed by staff, seen on a page that is open somewhere else, taken back. */
import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expectNoBarriers, expectNoSidewaysScroll, HOERA, hoera, test } from './session.ts';

const SDK = readFileSync('node_modules/@growthbook/growthbook/dist/bundles/index.min.js', 'utf8');

/** A page of somebody else with GrowthBook's own SDK, as its documentation says to use it. */
const PAGE = (key: string) => `<!doctype html><html lang="nl"><title>Aanvragen</title><button id="knop">…</button>
<script>${SDK}</script><script>
  const sdk = new growthbook.GrowthBook({ apiHost: '${HOERA}', clientKey: '${key}', attributes: { id: 'v1' } });
  sdk.setRenderer(() => (document.getElementById('knop').textContent = sdk.getFeatureValue('knop.tekst', 'Terugval')));
  sdk.init({ streaming: true });
</script></html>`;

test('an open page follows what staff put in production, and goes back with one click', async ({ page, browser }) => {
  test.slow();
  let key = '';
  const site = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE(key));
  });
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
  // The browser is told that every name under .example is this machine (playwright.config.ts).
  const origin = `http://www.knoppen.example:${(site.address() as AddressInfo).port}`;
  key = hoera('site', 'create', 'Knoppen', '--origin', origin);
  const visitor = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const visit = await visitor.newPage();
  await visit.goto(origin);
  const button = visit.locator('#knop');
  await expect(button).toHaveText('Terugval');

  await page.goto('/features');
  await page.getByLabel('Naam in de code').fill('knop.tekst');
  await page.getByLabel('Waar is het voor?').fill('Tekst op de knop');
  await page.getByLabel('Waarde voor iedereen').fill('Verder');
  await page.getByRole('checkbox', { name: 'Knoppen' }).check();
  await page.getByRole('button', { name: 'Nieuwe waarde maken' }).click();
  await expect(page.getByRole('status')).toContainText('De waarde “knop.tekst” is er.');
  await expect(button).toHaveText('Verder');

  await page.getByText('knop.tekst · Tekst op de knop').click();
  await page.getByLabel('Nieuwe waarde').fill('Ga door');
  await page.getByLabel('Waarom').first().fill('Korter leest beter.');
  await page.getByRole('button', { name: /Zet in productie.*knop.tekst/ }).click();
  await expect(page.getByRole('status')).toContainText('staat in productie');
  await expect(button).toHaveText('Ga door');
  await expect(page.getByRole('table', { name: 'In productie: Knoppen' })).toContainText('iedereen “Ga door”');
  await expectNoBarriers(page);

  const line = page.getByRole('table', { name: 'Geschiedenis' }).getByRole('row', { name: 'Korter leest beter.' });
  await expect(line).toContainText('“Verder” → “Ga door”');
  await line.getByText('Terugdraaien').click();
  await line.getByRole('button', { name: /Ja, draai terug/ }).click();
  await expect(page.getByRole('status')).toContainText('Teruggedraaid.');
  await expect(button).toHaveText('Verder');

  await page.setViewportSize({ width: 320, height: 900 });
  await expectNoSidewaysScroll(page);
  await visitor.close();
  site.close();
});
