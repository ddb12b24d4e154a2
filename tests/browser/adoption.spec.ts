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
    expect(counts(rows)).toEqual([given.eligible, ...given.steps.map(({ count }) => count)]);
    expect(given.eligible).toBeGreaterThan(0);
    expect(given.steps[0]!.count).toBeLessThanOrEqual(given.eligible);
    for (const [index, { count }] of given.steps.entries()) {
      if (count === undefined) continue;
      if (index > 0) expect(count).toBeLessThanOrEqual(given.steps[index - 1]!.count!);
      expect(rows[index + 1]?.[3], 'an interval under every share').toMatch(/^\d+,\d% \d+,\d% – \d+,\d%$/);
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
  await page.getByRole('link', { name: '90 dagen', exact: true }).click();
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
  expect(counts(await tableRows(page, 'Trechter'))).toEqual([given.eligible, ...given.steps.map(({ count }) => count)]);
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
  const stopped = whole((await link.textContent())?.split(':')[0] ?? '');
  await expect(link).toHaveAccessibleName(/^[\d.]+ bekijken ?: Informatie gelezen$/);
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
  const cells = lines.map((line) => line.slice(1, -1).split('";"'));
  expect(cells[0]).toContain('Van alle met aanleiding: 95%-interval');
  const column = (name: string) => cells.slice(1).map((line) => line[cells[0]!.indexOf(name)]);
  expect(column('Stap')).toEqual(rows.map(([name]) => name));
  expect(column('Aantal')).toEqual(rows.map(([, count]) => count));
  // Numbers, without what only a link on the page says; and what was counted.
  const stopped = rows.map((row) => row.at(-1)!.replace(/ bekijken.*/, ''));
  expect(column('Kwamen niet verder')).toEqual(stopped);
  expect(stopped.some((text) => /^\d/.test(text))).toBe(true);
  expect(column('Wat telt')[1]).toContain('Pagina bekeken');
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
  expect(rows.map(([name]) => name)).toEqual(['Met aanleiding', 'Bereikt', 'Via de box']);
  await expect(page.getByRole('definition').nth(2)).toContainText('Bericht (eigenschap channel is ‘berichtenbox’)');
  await expect(page.getByRole('definition').nth(2)).toContainText('Inloggen mislukt');
  await expect(page.getByRole('heading', { name: 'Trechter: Proeftrechter' })).toBeVisible();
  const given = await asked(new URL(page.url()).searchParams.toString());
  expect(counts(rows)).toEqual([given.eligible, ...given.steps.map(({ count }) => count)]);
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

  // A filter without a value is not a filter on nothing; what was filled in stays.
  await page.locator('[name=step_1_0_event]').selectOption({ label: 'Bericht' });
  await page.locator('[name=step_1_0_field]').first().fill('path');
  await page.getByRole('button', { name: 'Trechter bekijken' }).click();
  await expect(page.getByRole('alert')).toHaveText('Dit ging niet goed: Stap 2: geef een waarde bij het filter.');
  await expect(page.locator('[name=step_1_0_field]').first()).toHaveValue('path');
});

test('a question that cannot be is said to be, with its fields as they were asked and an answer without them', async ({
  page
}) => {
  for (const [path, heading] of [
    ['/adoption?region=West-Brabant&', /bedrijven met een aanleiding/],
    ['/events?', 'Gebeurtenissen']
  ] as const) {
    const response = await page.goto(`${path}from=2026-12-31&to=2026-01-01`);
    expect(response?.status()).toBe(400);
    await expect(page.getByRole('alert')).toContainText('‘Tot en met’ (2026-01-01) ligt vóór ‘Van’');
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.getByLabel('Van', { exact: true })).toHaveValue('2026-12-31');
    await expect(page.getByLabel('Tot en met')).toHaveValue('2026-01-01');
    await expect(page.getByLabel('Tot en met')).toHaveAccessibleDescription(/ligt vóór ‘Van’/);
    await page.getByLabel('Van', { exact: true }).fill('2025-12-31');
    await page.getByRole('button', { name: 'Tonen' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(new URL(page.url()).searchParams.get('from')).toBe('2025-12-31');
  }
  await page.goto('/adoption?funnel={}');
  await expect(page.getByRole('alert')).toContainText('Deze link bevat geen hele trechter');
  const refused = await fetch(`${HOERA}/api/v1/adoption/funnel?from=2026-12-31&to=2026-01-01`, {
    headers: { authorization: `Bearer ${token}` }
  });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({ error: 'parameter_wrong', message: 'to: lies before from' });
  // A page that cannot be shown at all says its real status.
  const missing = await page.goto('/experiments/bestaat-niet');
  await expect(page.getByText(`Code voor de beheerder: ${missing?.status()}`)).toBeVisible();
  expect(missing?.status()).toBe(404);
});

test('a period before the first data is not compared with', async ({ page }) => {
  await page.goto('/adoption?days=365&compare=1');
  await expect(page.getByText(/begint eerder dan onze eerste gegevens/)).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Periode ervoor' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Verschil' })).toHaveCount(0);
  await page.getByRole('link', { name: '90 dagen', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Verschil' })).toBeVisible();
  await expect(page.getByText(/begint eerder dan/)).toHaveCount(0);
  // The table fits, the base of the period before stands in it, and the period stays chosen when it is asked with its days.
  const region = page.getByRole('region', { name: 'Trechter' });
  expect(await region.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
  expect((await tableRows(page, 'Trechter'))[0]?.[5]).toMatch(/^100,0% [\d.]+$/);
  await page.getByRole('button', { name: 'Tonen' }).click();
  await expect(page).toHaveURL(/from=/);
  await expect(page.getByRole('link', { name: '90 dagen', exact: true })).toHaveAttribute('aria-current', 'true');
});

test('of visitors nothing is said about organisations', async ({ page }) => {
  const funnel = {
    population: 'visitor',
    window: 30,
    steps: ['page_view', 'login_started'].map((event) => ({ name: event, any: [{ event }] }))
  };
  await page.goto(`/adoption?funnel=${encodeURIComponent(JSON.stringify(funnel))}&breakdown=site`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('bezoekers die de eerste stap zetten');
  const main = (await page.getByRole('main').innerText()).toLowerCase();
  for (const word of ['organisatie', 'register', 'aanleiding', 'bedrijven met'])
    expect(main.replace('bedrijven\noverheden\nafdelingen', '')).not.toContain(word);
});

test('the editor stays where something changed, with scripts and without, and asks before it replaces or removes', async ({
  page,
  browser
}) => {
  await page.goto('/adoption/funnel');
  await page.getByRole('button', { name: 'Stap toevoegen' }).click();
  await expect(page.getByRole('heading', { name: 'Stap 10: Stap 10' })).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: 'Stap 10 is toegevoegd' })).toBeAttached();
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(500);
  await page.getByRole('button', { name: /^Omhoog ?: Stap 10/ }).click();
  await expect(page.getByRole('heading', { name: 'Stap 9: Stap 10' })).toBeFocused();
  await page.getByRole('button', { name: /^Stap verwijderen ?: Stap 10/ }).click();
  await expect(page.getByRole('heading', { name: /^Stap 8:/ })).toBeFocused();

  for (const save of [/De trechter is bewaard/, /Er is al een bewaarde trechter die ‘dubbel’ heet/]) {
    await page.getByLabel('Bewaren onder naam').fill(save.source.startsWith('De') ? 'Dubbel' : 'dubbel');
    await page.getByRole('button', { name: 'Opslaan' }).click();
    await expect(page.getByText(save)).toBeVisible();
  }
  await page.getByRole('button', { name: 'Vervang ‘dubbel’' }).click();
  await expect(page.getByText('De bewaarde trechter is vervangen')).toBeVisible();
  await page.getByText('Verwijderen: dubbel').click();
  await page.getByRole('button', { name: 'Ja, verwijder ‘dubbel’' }).click();
  await expect(page.getByText('Verwijderen: dubbel')).toHaveCount(0);

  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
    baseURL: HOERA
  });
  const plain = await context.newPage();
  await plain.goto('/adoption/funnel');
  await plain.getByRole('button', { name: 'Stap toevoegen' }).click();
  await expect(plain).toHaveURL(/#stap-10$/);
  await context.close();
});

test('channels: shares a month, what has shifted, and what that yields at the costs that somebody fills in', async ({
  page
}) => {
  await page.goto('/adoption');
  await page.getByRole('link', { name: 'Kanalen' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Van de [\d.]+ berichten ging [\d,]+% digitaal\.$/);
  const months = await tableRows(page, 'Per maand');
  expect(months.length).toBeGreaterThanOrEqual(12);
  // The same figures as the programs get.
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${HOERA}/api/v1/adoption/channels`, { headers });
  const told = z.object({ months: z.array(z.record(z.string(), z.unknown())) }).parse(await answer.json());
  expect(told.months.map(({ berichtenbox }) => berichtenbox)).toEqual(
    months.map(([, , , inTheBox = '']) => whole(inTheBox.trim().split(/\s/)[0] ?? ''))
  );
  expect((await fetch(`${HOERA}/api/v1/adoption/channels?by=colour`, { headers })).status).toBe(400);
  await expect(page.getByText('Vul de kosten in van elk kanaal')).toBeVisible();
  const shifted = await tableRows(page, 'Wat er is verschoven');
  // The same items, through other channels: more through the box and less on paper, as the example was made.
  const numbers = (text = '') => Number(text.replaceAll('.', '').replace('−', '-'));
  const of = (channel: string) => shifted.find(([name]) => name === channel)!;
  expect(numbers(of('Berichtenbox')[3])).toBeGreaterThan(0);
  expect(numbers(of('Papier')[3])).toBeLessThan(0);

  await page.waitForLoadState('networkidle');
  await page.getByLabel('Euro per bericht: Berichtenbox').fill('0,50');
  await page.getByLabel('Euro per bericht: E-mail').fill('1');
  await page.getByLabel('Euro per bericht: Papier').fill('3');
  await page.getByRole('button', { name: 'Reken uit' }).click();
  await expect(page.getByText(/^Met deze bedragen scheelt de verschuiving [\d.]+ euro\.$/)).toBeVisible();
  await page.getByLabel('Uitsplitsen naar').selectOption('Team');
  await page.getByRole('button', { name: 'Tonen' }).click();
  await expect(page.getByRole('table', { name: 'Per team' })).toBeVisible();
  // What was filled in stays.
  await expect(page.getByText(/^Met deze bedragen scheelt/)).toBeVisible();
});

test('the ladder: where they stand by week, where they went, how long it takes, and by which rules', async ({
  page
}) => {
  await page.goto('/adoption');
  await page.getByRole('link', { name: 'Ladder' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^[\d.]+ van de [\d.]+ bedrijven die een aanleiding hadden of de Berichtenbox al gebruikten, gebruiken hem \([\d,]+%\)\.$/
  );
  await page.getByText('Alle weken als tabel').click();
  const weeks = await tableRows(page, 'Hoeveel er op elke trede staan, per week');
  expect(weeks.length).toBeGreaterThanOrEqual(52);
  // The same figures as the programs get, the last week first.
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${HOERA}/api/v1/adoption/ladder`, { headers });
  const told = z
    .object({
      stock: z.object({ weeks: z.array(z.object({ registered: z.number() })) }),
      rules: z.object({ version: z.number() })
    })
    .parse(await answer.json());
  expect(told.stock.weeks.map(({ registered }) => registered).reverse()).toEqual(
    weeks.map(([, registered = '']) => whole(registered))
  );
  expect((await fetch(`${HOERA}/api/v1/adoption/ladder?view=tree`, { headers })).status).toBe(400);
  // What was there, came and went is what is there.
  const account = await tableRows(page, 'Klopt dit met het register?');
  const [first, joined, left, moved, last] = account.map(([, count = '']) => Number(count.replaceAll('.', '')));
  expect(first! + joined! - left! + moved!).toBe(last);
  expect(last).toBe(told.stock.weeks.at(-1)?.registered);

  await page.getByRole('link', { name: 'Wie ging waarheen' }).click();
  await expect(page).toHaveURL(/view=flows/);
  const flows = await tableRows(page, 'Waar zij stonden, en waar zij daarna stonden');
  expect(flows.some(([from, to]) => from === 'Nog niet bereikt' && to === 'Bereikt')).toBe(true);
  // No figure of fewer than ten companies.
  for (const [, , count = ''] of flows) expect(whole(count)).toBeGreaterThanOrEqual(10);
  await page.getByText('Periode en filters').click();
  await page.getByRole('combobox', { name: 'Doelgroep' }).selectOption('Overheden');
  await page.getByRole('button', { name: 'Tonen' }).click();
  await expect(page).toHaveURL(/view=flows&population=authority/);
  const authorities = await tableRows(page, 'Waar zij stonden, en waar zij daarna stonden');
  expect(authorities.reduce((sum, [, , count = '']) => sum + whole(count), 0)).toBe(62);

  await page.getByRole('link', { name: 'Hoe lang het duurt' }).click();
  await expect(page.getByRole('table', { name: 'Hoe lang staat een organisatie op een trede?' })).toBeVisible();
  await page.locator('summary', { hasText: 'De regels van de ladder (versie 1)' }).click();
  await expect(page.getByText('Is aangesloten op de Berichtenbox.')).toBeVisible();
});
