/** Reports: published and frozen, on paper as on the screen, and read without an account as long as that is allowed. */
import { expect, type Page } from '@playwright/test';
import { addDays, dayOf } from '#time/day.ts';
import { printed } from './paper.ts';
import { expectNoBarriers, expectNoSidewaysScroll, expectUsable, hoera, HOERA, test } from './session.ts';

const openFirst = async (page: Page) => {
  await page.goto('/reports?kind=week');
  await page
    .getByRole('link', { name: /^Weekrapport/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: /^Weekrapport: week \d+, \d{4}$/ })).toBeVisible();
};

test('the essentials are there in one look, every figure with what it means and where it is from', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openFirst(page);
  const figures = page.getByRole('region', { name: 'Hoe het ervoor staat' });
  await expect(figures.getByRole('listitem').filter({ hasText: '95%-interval' }).first()).toBeVisible();
  await expect(figures.getByText('Nulmeting 2013')).toBeVisible();
  // What no source tells is not nought.
  await expect(figures.getByText('niet beschikbaar bij deze bron')).toBeVisible();
  for (const link of await figures.getByRole('heading', { level: 3 }).getByRole('link').all()) {
    const definition = page.locator((await link.getAttribute('href'))!);
    await expect(definition).toContainText('Wat het is');
    await expect(definition.getByRole('link', { name: /Bekijken in Hoera/ })).toHaveAttribute('href', /^\/adoption/);
  }
  await page.getByRole('link', { name: 'De cijfers van de grafiek' }).click();
  await expect(page.getByRole('table', { name: /gebruiken$/ }).getByRole('row')).toHaveCount(27);
  await expectUsable(page);
  // The view behind the first figure is there, and says so.
  const view = page.getByRole('link', { name: /^Bekijken in Hoera: Bedrijven die/ });
  await page.goto((await view.getAttribute('href'))!);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('gebruiken hem (');
});

test('the first screen is read in two minutes, and every win and lesson at a glance', async ({ page }) => {
  await page.setViewportSize({ width: 1_280, height: 900 });
  await openFirst(page);
  const words = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let text = '';
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      range.selectNodeContents(node);
      const { top, width } = range.getBoundingClientRect();
      if (width > 0 && top < innerHeight) text += ` ${node.textContent}`;
    }
    return text.trim().split(/\s+/).length;
  });
  // Somebody reads some 230 words a minute (Brysbaert 2019).
  expect(words).toBeGreaterThan(50);
  expect(words).toBeLessThanOrEqual(450);
  await expect(page.getByRole('link', { name: 'Alle experimenten' })).toHaveAttribute('href', '/experiments');
});

test('on paper it is tagged, in its language, with the chart as vectors and no heading left alone', async ({
  page
}) => {
  await openFirst(page);
  const { info, marked, outline, pages } = await printed(page);
  expect([info.Language, marked]).toEqual(['nl', true]);
  expect(info.Title).toMatch(/^Weekrapport: week \d+/);
  expect(outline?.length).toBeGreaterThan(0);
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.length).toBeLessThan(8);
  const text = pages.map((one) => one.text).join('\n');
  for (const words of ['In het kort', 'Hoera-momenten', 'Wat we leerden', 'Wat de cijfers betekenen', 'Controlegetal'])
    expect(text).toContain(words);
  // What is for the screen only stays there.
  for (const words of ['Printen of PDF', 'Naar de inhoud', 'Link maken', 'Instellingen'])
    expect(text).not.toContain(words);
  expect(text).toMatch(/^Wat het is: Van de bedrijven/m);
  const roles = pages.flatMap((one) => one.roles.flat());
  for (const role of ['H1', 'H2', 'H3', 'Table', 'TH', 'Figure']) expect(roles, role).toContain(role);
  expect(pages.flatMap((one) => one.figures)).toEqual([expect.stringMatching(/gebruiken: van .*% .* naar .*%/)]);
  for (const [index, one] of pages.entries()) {
    expect(one.size).toEqual([595, 842]);
    expect(one.text).toContain(`${index + 1} / ${pages.length}`);
    expect(one.images).toBe(0);
    // What belongs together is on one page, from its first word to its last.
    const times = (start: RegExp) => one.text.match(start)?.length ?? 0;
    expect(times(/^Wat het is: /gm), `page ${index + 1}`).toBe(times(/^Bron: /gm));
    expect(times(/^Voor wie: /gm), `page ${index + 1}`).toBe(times(/^Wat nu: /gm));
    expect(
      one.roles.at(-1)?.some((role) => /^H\d$/.test(role)),
      `page ${index + 1}`
    ).toBe(false);
  }
});

test('an own period is marked as not published until it is; then it is frozen, and put right beside it', async ({
  page
}) => {
  const [from, to] = [-40, -20].map((days) => addDays(dayOf(Date.now()), days)) as [string, string];
  await page.goto('/reports');
  await page.waitForLoadState('networkidle');
  await page.getByRole('main').getByLabel('Soort').last().selectOption('Eigen periode');
  await page.getByLabel('Eerste dag').fill(from);
  await page.getByLabel('Laatste dag').fill(to);
  await page.getByRole('button', { name: 'Voorbeeld bekijken' }).click();
  await expect(page.getByText('Nog niet gepubliceerd.')).toBeVisible();
  expect((await printed(page)).pages[0]!.text).toContain('Nog niet gepubliceerd.');
  await page.getByRole('button', { name: 'Publiceren' }).click();
  await expect(page).toHaveURL(/\/reports\/[0-9a-f-]{36}$/);
  await expect(page.getByText('Nog niet gepubliceerd.')).toBeHidden();
  await expect(page.getByText(/^Alles · .* · Gepubliceerd op/)).toBeVisible();

  await page.getByText('Iets rechtzetten').click();
  await page.getByLabel('Wat klopt er niet, en wat wel?').fill('Het digitale aandeel was hoger.');
  await page.getByRole('button', { name: 'Correctie toevoegen' }).click();
  await expect(page.getByRole('region', { name: 'Correcties' })).toContainText('Het digitale aandeel was hoger.');
  await expectNoBarriers(page);

  const id = page.url().split('/').at(-1)!;
  const token = hoera('token', 'create', '--scope', 'read');
  const response = await fetch(`${HOERA}/api/v1/reports/${id}`, { headers: { authorization: `Bearer ${token}` } });
  const report = (await response.json()) as { digest: string; from: string; corrections: { text: string }[] };
  expect(report).toMatchObject({ from, corrections: [{ text: 'Het digitale aandeel was hoger.' }] });
  await expect(page.getByText(report.digest)).toBeVisible();
  expect((await fetch(`${HOERA}/api/v1/reports/${id}`)).status).toBe(401);

  // One that runs still cannot be published, and one that is there is not made again.
  await page.goto(`/reports/preview?kind=week&from=${dayOf(Date.now())}`);
  await expect(page.getByRole('button', { name: 'Publiceren' })).toBeHidden();
  await page.goto(`/reports/preview?kind=own&from=${from}&to=${to}`);
  await page.getByRole('link', { name: 'Het rapport openen' }).click();
  await expect(page).toHaveURL(new RegExp(`${id}$`));
  // What cannot be leads back to where it was filled in.
  await page.goto('/reports/preview?kind=own&from=2026-09-15&to=2026-09-01');
  await expect(page.getByRole('alert')).toContainText('Deze periode kan niet');
  await expect(page.locator('#make [name=kind]')).toHaveValue('own');
  await expect(page.locator('#make [name=from]')).toHaveValue('2026-09-15');
  await expect(page.locator('#make [name=to]')).toHaveValue('2026-09-01');
});

test('a link opens one report without an account, after its password, until it is revoked', async ({
  page,
  browser
}) => {
  await openFirst(page);
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Wachtwoord (mag leeg blijven)').fill('kort');
  await page.getByRole('button', { name: 'Link maken' }).click();
  await expect(page.getByRole('alert')).toContainText('minstens 8 tekens');
  await page.getByLabel('Wachtwoord (mag leeg blijven)').fill('appels en peren');
  await page.getByRole('button', { name: 'Link maken' }).click();
  const link = await page.locator('code', { hasText: '/share/' }).innerText();

  const context = await browser.newContext({
    baseURL: HOERA,
    locale: 'nl-NL',
    storageState: { cookies: [], origins: [] },
    viewport: { width: 390, height: 844 }
  });
  const theirs = await context.newPage();
  const answer = await theirs.goto(link);
  expect(answer?.headers()).toMatchObject({
    'referrer-policy': 'same-origin',
    'x-robots-tag': 'noindex, nofollow',
    'cache-control': 'private, no-store'
  });
  expect(await context.cookies()).toEqual([]);
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('Dit rapport is met een wachtwoord gedeeld');
  await expectNoBarriers(theirs);
  await theirs.getByLabel('Wachtwoord').fill('peren en appels');
  await theirs.getByRole('button', { name: 'Rapport lezen' }).click();
  await expect(theirs.getByText('Dit wachtwoord klopt niet.')).toBeVisible();
  await theirs.getByLabel('Wachtwoord').fill('appels en peren');
  await theirs.getByRole('button', { name: 'Rapport lezen' }).click();
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText(/^Weekrapport/);
  expect((await context.cookies()).map(({ name, path, httpOnly }) => [name, path, httpOnly])).toEqual([
    ['share', new URL(link).pathname, true]
  ]);
  // Nothing in it leads into the product, and no page that follows hears of the address.
  expect((await theirs.reload())?.headers()['referrer-policy']).toBe('no-referrer');
  const links = await theirs.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  expect(
    links.filter((href) => !href.startsWith('#') && !href.startsWith('/language?') && !href.startsWith('data:'))
  ).toEqual([]);
  await expectNoSidewaysScroll(theirs);
  await expectNoBarriers(theirs);

  await page.reload();
  const row = page.getByRole('table', { name: 'Links naar dit rapport' }).getByRole('row').nth(1);
  await expect(row).toContainText('open, met wachtwoord');
  await expect(row).not.toContainText('nog niet');
  await row.getByRole('button', { name: /^Intrekken/ }).click();
  await expect(page.getByText('De link is ingetrokken.')).toBeVisible();
  expect((await theirs.reload())?.status()).toBe(410);
  await expect(theirs.getByText('Deze link is ingetrokken.')).toBeVisible();
  await expectNoBarriers(theirs);
  expect((await theirs.goto('/share/nonsense'))?.status()).toBe(404);
  await context.close();
});

test('a feed gives the text to whoever has its address, and says when nothing is new', async ({ page }) => {
  await page.goto('/reports');
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'Feed maken' }).click();
  const address = await page.locator('code', { hasText: '/feed/' }).innerText();
  const first = await fetch(address);
  expect(first.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
  const text = await first.text();
  expect(text).toContain('<title>Weekrapport: week ');
  expect(text).toContain('95%-interval');
  const etag = first.headers.get('etag')!;
  expect((await fetch(address, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const since = first.headers.get('last-modified')!;
  expect((await fetch(address, { headers: { 'if-modified-since': since } })).status).toBe(304);
  expect((await fetch(address, { headers: { 'if-none-match': '"old"' } })).status).toBe(200);
  await page.reload();
  await page
    .getByRole('button', { name: /^Intrekken/ })
    .first()
    .click();
  await expect(page.getByText('De link is ingetrokken.')).toBeVisible();
  expect((await fetch(address)).status).toBe(410);
});

test('a goal stands in what is made after it was set, and what cannot be is said with what was filled in', async ({
  page
}) => {
  await page.goto('/reports/goals');
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Cijfer').selectOption('Digitaal aandeel');
  await page.getByLabel('Waar moet het komen?').fill('140');
  await page.getByLabel('Op welke dag?').fill('2031-12-31');
  await page.getByRole('button', { name: 'Doel stellen' }).click();
  await expect(page.getByRole('alert')).toContainText('een percentage tot en met 100');
  await expect(page.getByLabel('Waar moet het komen?')).toHaveValue('140');
  await page.getByLabel('Waar moet het komen?').fill('40,5%');
  await page.getByRole('button', { name: 'Doel stellen' }).click();
  const goal = page.getByRole('listitem').filter({ hasText: 'Digitaal aandeel' });
  await expect(goal).toContainText('doel: 40,5% op 31-12-2031');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectUsable(page);
  await page.goto(`/reports/preview?kind=month&from=${addDays(dayOf(Date.now()), -40)}`);
  await expect(page.getByRole('region', { name: 'Hoe het ervoor staat' })).toContainText('doel: 40,5% op 31-12-2031');
  await page.goto('/reports/goals');
  await goal.getByRole('button', { name: /^Weghalen/ }).click();
  await expect(goal).toHaveCount(0);
});
