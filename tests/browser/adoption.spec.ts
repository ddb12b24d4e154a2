/** Reading the funnel: what it says, where people stop, what the programs get, and making an own one. */
import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { hoera, HOERA, tableRows, test } from './session.ts';

const Funnel = z.object({
  eligible: z.number(),
  steps: z.array(z.object({ name: z.string(), count: z.number().optional(), medianSeconds: z.number().optional() })),
  groups: z.array(z.object({ value: z.string(), hidden: z.boolean(), eligible: z.number().optional() })).optional()
});

let token = '';
test.beforeAll(() => {
  token = hoera('token', 'create', '--scope', 'read');
});

async function asked(query: string): Promise<z.infer<typeof Funnel>> {
  const response = await fetch(`${HOERA}/api/v1/adoption/funnel?${query}`, {
    headers: { authorization: `Bearer ${token}` }
  });
  expect(response.status).toBe(200);
  return Funnel.parse(await response.json());
}

const whole = (text: string) => Number(text.replace(/\D/g, ''));
/** What is too small to show is words on the page, and left out for programs. */
const counts = (rows: string[][]) => rows.map(([, count = '']) => (/^\d/.test(count) ? whole(count) : undefined));

test('the three populations, with the same figures as the programs get', async ({ page }) => {
  await page.goto('/adoption');
  for (const [tab, population] of [
    ['Bedrijven', 'company'],
    ['Overheden', 'authority'],
    ['Afdelingen', 'department']
  ] as const) {
    await page.getByRole('link', { name: tab, exact: true }).click();
    await expect(page.getByRole('link', { name: tab, exact: true })).toHaveAttribute('aria-current', 'page');
    const given = await asked(`population=${population}`);
    const rows = await tableRows(page, 'Trechter');
    expect(counts(rows)).toEqual(given.steps.map(({ count }) => count));
    expect(given.eligible).toBeGreaterThan(0);
    expect(given.steps[0]!.count).toBeLessThanOrEqual(given.eligible);
    for (const [index, { count }] of given.steps.entries()) {
      if (count === undefined) continue;
      if (index > 0) expect(count).toBeLessThanOrEqual(given.steps[index - 1]!.count!);
      expect(rows[index]?.[4], 'an interval beside every share').toMatch(/^\d+,\d% – \d+,\d%$/);
    }
  }
});

test('what is chosen stands in the address, works without scripts, and can be shared', async ({
  browser,
  loggedIn
}) => {
  const context = await browser.newContext({ storageState: loggedIn, javaScriptEnabled: false, baseURL: HOERA });
  const page = await context.newPage();
  await page.goto('/adoption');
  await page.getByRole('link', { name: '90 dagen' }).click();
  await page.getByText('Periode en filters').click();
  await page.locator('[name=region]').selectOption('West-Brabant');
  await page.locator('[name=breakdown]').selectOption('size');
  await page.getByLabel(/Vergelijk met/).check();
  await page.getByRole('button', { name: 'Tonen' }).click();
  const address = new URL(page.url());
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    region: 'West-Brabant',
    breakdown: 'size',
    compare: '1'
  });
  const given = await asked(address.searchParams.toString());
  expect(counts(await tableRows(page, 'Trechter'))).toEqual(given.steps.map(({ count }) => count));
  await expect(page.getByRole('columnheader', { name: 'Periode ervoor' })).toBeVisible();
  await context.close();
});

test('groups under ten stay hidden, and no sum gives one away', async ({ page }) => {
  await page.goto('/adoption?breakdown=municipality');
  const rows = await tableRows(page, /^Uitgesplitst naar gemeente/);
  const shown = rows.filter(([, eligible]) => /^\d/.test(eligible ?? ''));
  expect(shown.length).toBeGreaterThan(30);
  for (const [, eligible] of shown) expect(whole(eligible!)).toBeGreaterThanOrEqual(10);
  const hidden = rows.length - shown.length;
  expect(hidden).not.toBe(1);
  const given = await asked('breakdown=municipality');
  expect(given.groups?.filter((group) => group.hidden).every(({ eligible }) => eligible === undefined)).toBe(true);
});

test('a drop-off leads to where those organisations are', async ({ page }) => {
  await page.goto('/adoption');
  const link = page.getByRole('table', { name: 'Trechter' }).getByRole('link').nth(1);
  const stopped = whole((await link.textContent()) ?? '');
  await link.click();
  await expect(page).toHaveURL(/stuck=2/);
  await expect(page.getByRole('heading', { name: /^Waar zitten/ })).toContainText(
    new Intl.NumberFormat('nl-NL').format(stopped)
  );
});

test('the figures go along as a file for a spreadsheet', async ({ page }) => {
  await page.goto('/adoption?days=90');
  const download = page.waitForEvent('download');
  await page
    .getByRole('link', { name: /^Download als CSV/ })
    .first()
    .click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^trechter-company-.*\.csv$/);
  const lines = readFileSync(await file.path(), 'utf8')
    .replace('\ufeff', '')
    .trim()
    .split('\r\n');
  const rows = await tableRows(page, 'Trechter');
  expect(lines.slice(1).map((line) => line.slice(1, -1).split('";"'))).toEqual(rows);
});

test('an own funnel: by keyboard, with a filter and an exclusion, kept and shared', async ({ page }) => {
  await page.goto('/adoption/funnel');
  // Down to two steps.
  while ((await page.getByRole('button', { name: /^Stap verwijderen/ }).count()) > 2) {
    const before = await page.getByRole('button', { name: /^Stap verwijderen/ }).count();
    await page
      .getByRole('button', { name: /^Stap verwijderen/ })
      .last()
      .focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /^Stap verwijderen/ })).toHaveCount(before - 1);
  }
  await page.locator('[name=step_1_0_event]').selectOption({ label: 'Bericht' });
  await page.locator('[name=step_1_0_field]').first().fill('property:channel');
  await page.locator('[name=step_1_0_values]').first().fill('berichtenbox');
  await page.getByLabel('Naam van de stap').nth(1).fill('Via de box');
  await page.getByRole('button', { name: 'Uitsluiting toevoegen' }).click();
  await expect(page.locator('[name=exclusion_0_0_event]')).toHaveValue('login_failed');
  await page.getByLabel('Bewaren onder naam').fill('Proeftrechter');
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByText('De trechter is bewaard')).toBeVisible();

  await page.getByRole('button', { name: 'Trechter bekijken' }).click();
  await expect(page).toHaveURL(/\/adoption\?funnel=/);
  const rows = await tableRows(page, 'Trechter');
  expect(rows.map(([name]) => name)).toEqual(['Bereikt', 'Via de box']);
  const given = await asked(new URL(page.url()).searchParams.toString());
  expect(counts(rows)).toEqual(given.steps.map(({ count }) => count));
  expect(given.steps[1]!.count).toBeGreaterThan(0);

  // The exclusion matters: without it as many or more get there.
  const funnel = JSON.parse(new URL(page.url()).searchParams.get('funnel') ?? '{}') as { exclusions: unknown[] };
  const free = await asked(`funnel=${encodeURIComponent(JSON.stringify({ ...funnel, exclusions: [] }))}`);
  expect(free.steps[1]!.count).toBeGreaterThanOrEqual(given.steps[1]!.count ?? 0);

  await page.goto('/adoption');
  await page.getByRole('link', { name: 'Proeftrechter' }).click();
  await expect(page).toHaveURL(/funnel=/);
  await expect(page.getByRole('rowheader', { name: 'Via de box' })).toBeVisible();
  expect(await tableRows(page, 'Trechter')).toEqual(rows);
});

test('a funnel that makes no sense is refused with the step and the reason', async ({ page }) => {
  await page.goto('/adoption/funnel');
  await page.locator('[name=step_1_0_event]').selectOption('');
  await page.getByRole('button', { name: 'Trechter bekijken' }).click();
  await expect(page.getByRole('alert')).toContainText('Stap 2: kies minstens één gebeurtenis');
  const response = await page.goto('/adoption?from=gisteren');
  expect(response?.status()).toBe(400);
  await expect(page.getByText(/from/)).toBeVisible();
});
