/** Getting the report by mail: subscribing, reading it, and ending it from the mail without an account. */
import { expect, type Browser, type Page } from '@playwright/test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Letter } from '../mailbox.ts';
import { expectNoBarriers, expectNoSidewaysScroll, expectUsable, hoera, HOERA, invited, test } from './session.ts';

const FOLDER = process.env['HOERA_BROWSER_MAIL'] ?? '';

const letters = (to: string): Letter[] =>
  (existsSync(FOLDER) ? readdirSync(FOLDER) : [])
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Letter)
    .filter((letter) => letter.to.includes(to));

async function received(to: string): Promise<Letter> {
  await expect.poll(() => letters(to).length).toBeGreaterThan(0);
  return letters(to)[0]!;
}

const linkIn = ({ text }: Letter): string => /http:\/\/\S+\/unsubscribe\/[\w-]+/.exec(text)![0];

/** Somebody who has no account and only the mail. */
const stranger = async (browser: Browser): Promise<Page> =>
  (await browser.newContext({ baseURL: HOERA, locale: 'nl-NL', storageState: { cookies: [], origins: [] } })).newPage();

const row = (page: Page, section: string, name: string) =>
  page.getByRole('region', { name: section }).getByRole('listitem').filter({ hasText: name });

test('a manager subscribes, gets a mail that can be read by all, and ends it by the link in it', async ({
  page,
  browser
}) => {
  const theirs = await invited(page, browser, { role: 'manager', name: 'Mies Manager' });
  const address = 'mies.manager@hoera.example';
  await theirs.setViewportSize({ width: 390, height: 844 });
  await theirs.goto('/reports/subscriptions');
  // Others are not theirs to see or to subscribe.
  await expect(theirs.getByRole('heading', { name: 'Alle abonnementen' })).toHaveCount(0);
  await theirs.getByLabel('Welk rapport').selectOption('Elke maand');
  await theirs.getByRole('button', { name: 'Abonneer mij' }).click();
  await expect(theirs.getByText(`Je krijgt voortaan het rapport op ${address}`)).toBeVisible();
  await expect(row(theirs, 'Mijn abonnementen', 'Elke maand, alles')).toBeVisible();
  await theirs.getByRole('button', { name: 'Abonneer mij' }).click();
  await expect(row(theirs, 'Mijn abonnementen', 'Elke week, alles')).toBeVisible();
  await theirs.getByRole('button', { name: 'Abonneer mij' }).click();
  await expect(theirs.getByText('Dit adres krijgt dit rapport al.')).toBeVisible();
  await expectUsable(theirs);
  await row(theirs, 'Mijn abonnementen', 'Elke maand').getByRole('button', { name: 'Stuur proefbericht' }).click();
  await expect(theirs.getByText('Het proefbericht is verstuurd.')).toBeVisible();

  const letter = await received(address);
  expect(letter.head['subject']).toMatch(/^Proef · Hoera-rapport, week 27 van 2026/);
  const link = linkIn(letter);
  expect(letter.head['list-unsubscribe']).toBe(`<${link}>`);
  const reader = await stranger(browser);
  // The mail as a phone shows it, and wide.
  await reader.setViewportSize({ width: 320, height: 700 });
  await reader.setContent(letter.html);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(/Meer bedrijven lezen hun eerste bericht/);
  await expectUsable(reader);

  // Looking ends nothing, however often.
  for (let times = 0; times < 2; times++) expect((await reader.request.get(link)).status()).toBe(200);
  await reader.setViewportSize({ width: 390, height: 844 });
  await reader.goto(link);
  await expect(reader.getByText(`${address} krijgt dan geen Hoera-rapport meer (elke maand, alles)`)).toBeVisible();
  await expectNoBarriers(reader);
  await expectNoSidewaysScroll(reader);
  await reader.getByRole('button', { name: 'Stop ermee' }).click();
  await expect(reader.getByText('Dit adres krijgt het Hoera-rapport niet meer.')).toBeVisible();
  expect((await reader.request.get(`${link}x`)).status()).toBe(404);
  await theirs.reload();
  await expect(row(theirs, 'Mijn abonnementen', 'Elke maand')).toHaveCount(0);
  await expect(row(theirs, 'Mijn abonnementen', 'Elke week')).toBeVisible();
  await theirs.context().close();
  await reader.context().close();
});

test('whoever makes reports subscribes somebody without an account; their mail program ends it in one click', async ({
  page,
  request
}) => {
  const address = 'wethouder@gemeente.example';
  await page.goto('/reports/subscriptions');
  const form = page.locator('form[action="?/add"]');
  await form.getByLabel('Adres').fill('wethouder');
  await form.getByLabel('Taal').selectOption('Engels');
  await form.getByRole('button').click();
  await expect(page.getByText('‘Adres’ kan zo niet.')).toBeVisible();
  // Nothing is lost.
  await expect(form.getByLabel('Adres')).toHaveValue('wethouder');
  await expect(form.getByLabel('Taal')).toHaveValue('en');
  await form.getByLabel('Adres').fill(address);
  await form.getByRole('button').click();
  await expect(row(page, 'Alle abonnementen', address)).toContainText('Opgegeven door Beheerder');
  await row(page, 'Alle abonnementen', address).getByRole('button', { name: 'Stuur proefbericht' }).click();
  const letter = await received(address);
  expect(letter.text).toContain('because Beheerder subscribed you');
  const one = await request.post(linkIn(letter), {
    // No page of ours, no cookie: a program of the mail provider.
    headers: { cookie: '' },
    form: { 'List-Unsubscribe': 'One-Click' },
    maxRedirects: 0
  });
  expect(one.status()).toBe(200);
  await page.reload();
  await expect(row(page, 'Alle abonnementen', address)).toHaveCount(0);
  await page.goto('/settings/audit');
  await expect(page.getByText('abonnement op rapporten beëindigd').first()).toBeVisible();
});

test('the secret part of a webhook is shown nowhere, and what goes wrong is told', async ({ page }) => {
  await page.goto('/reports/subscriptions');
  const form = page.locator('form[action="?/add"]');
  await form.getByLabel('Hoe').selectOption('Mattermost');
  await form.getByLabel('Adres').fill('https://10.1.2.3/hooks/secret-part');
  await form.getByRole('button').click();
  await expect(page.getByText('HOERA_WEBHOOK_HOSTS')).toBeVisible();
  await form.getByLabel('Adres').fill('http://127.0.0.1:1/hooks/secret-part');
  await form.getByRole('button').click();
  const one = row(page, 'Alle abonnementen', '127.0.0.1:1/…');
  await one.getByRole('button', { name: 'Stuur proefbericht' }).click();
  await expect(page.getByText('Met de server van de webhook is geen verbinding te maken.')).toBeVisible();
  await page.reload();
  expect(await page.content()).not.toContain('secret-part');
  await one.getByRole('button', { name: 'Beëindig' }).click();
  await expect(one).toHaveCount(0);
});

test('a command tells whether mail works', async () => {
  expect(hoera('mail', 'test', '--to', 'beheer@gemeente.example')).toContain('has taken the mail');
  expect((await received('beheer@gemeente.example')).text).toContain('Het werkt.');
  expect(hoera('reports', 'send')).toMatch(/^\d+ sent/);
});
