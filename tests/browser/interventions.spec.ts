/** An intervention from its card to what it took: planned on a phone, warned about, run, done, and seen on a chart. */
import { expect } from '@playwright/test';
import { expectNoBarriers, expectNoSidewaysScroll, HOERA, invited, tableRows, test } from './session.ts';

const title = `Bellen in Oss ${process.pid}`;

test('from a card to done, on a phone', async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/interventions/cards');
  await page.getByLabel('Motief').selectOption('kunnen');
  await page.getByLabel('Voor wie').selectOption('company');
  await page.getByRole('button', { name: 'Tonen' }).click();
  await expect(page).toHaveURL(/motive=kunnen&population=company/);
  await page.getByRole('link', { name: 'Bel wie vastliep' }).click();
  await expect(page.getByRole('heading', { name: 'Eerdere uitkomsten hier' })).toBeVisible();
  await expectNoBarriers(page);
  await page.getByRole('link', { name: 'Plan met deze kaart' }).click();

  await expect(page.getByLabel('Soort')).toHaveValue('call');
  await expect(page.getByLabel('Wat we doen of zeggen')).toHaveValue(/^1\. Loot wie je belt/);
  await page.waitForLoadState('networkidle');
  const reach = page.getByText('Geschat bereik:');
  const all = await reach.innerText();
  await page.getByLabel('I Horeca').check();
  await expect(reach).not.toHaveText(all);
  await expect(reach).toContainText(/ongeveer [\d.]+0 organisaties .* ongeveer \d+ uur/);

  // For whom and why can come along in the address; how many have that motive is told beside how many there are.
  const address = page.url();
  await page.goto('/interventions/new?population=company&sector=F+Bouw&size=1&motive=kunnen');
  await expect(page.getByLabel('F Bouw')).toBeChecked();
  await expect(page.getByLabel('Motief')).toHaveValue('kunnen');
  await expect(reach).toContainText(/Daarvan zijn naar verwachting [\d.]+ niet-gebruiker met dit motief/);
  await page.goto(address);
  await page.waitForLoadState('networkidle');
  await page.getByLabel('I Horeca').check();

  // What obliges needs a basis; what was filled in is still there.
  await page.getByLabel('Titel').fill(title);
  await page.getByLabel('Motief').selectOption('moeten');
  await page.getByLabel('Uren, begroot').fill('12,5');
  await page.getByRole('button', { name: 'Plan deze interventie' }).click();
  await expect(page.getByRole('alert')).toContainText('hoort een grondslag');
  await expect(page.getByLabel('Titel')).toHaveValue(title);
  await expect(page.getByLabel('I Horeca')).toBeChecked();
  await page.getByLabel('Motief').selectOption('kunnen');
  await page.getByLabel('Eerste dag').fill('2026-01-12');
  await page.getByLabel('Laatste dag').fill('2026-01-30');
  await expectNoBarriers(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Plan deze interventie' }).click();
  await expect(page.getByText('staat in de planning')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();

  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('De interventie loopt.')).toBeVisible();
  await page.getByLabel('Uren, echt').fill('14,5');
  await page.getByLabel('Euro’s, echt').fill('0');
  await page.getByRole('button', { name: 'Afronden' }).click();
  await expect(page.getByText('Wat het kostte is vastgelegd.')).toBeVisible();
  await expect(page.getByText('14,5', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Wijzigen' })).toHaveCount(0);
  await expectNoBarriers(page);
  await expectNoSidewaysScroll(page);

  // It stands in the table and, without being typed again, beside the figures of that time; of companies, not of departments.
  await page.goto('/interventions?status=done&population=company');
  expect((await tableRows(page, 'Interventies op volgorde van tijd')).map(([name]) => name)).toContainEqual(
    expect.stringContaining(title)
  );
  await page.goto('/adoption/ladder?from=2025-12-01&to=2026-03-31');
  await expect(page.getByRole('link', { name: title })).toBeVisible();
  await page.goto('/adoption/ladder?from=2025-12-01&to=2026-03-31&population=department');
  await expect(page.getByRole('link', { name: title })).toHaveCount(0);
  await page.goto('/settings/audit');
  await expect(page.getByText('Interventie afgerond').first()).toBeVisible();
});

test('without scripts all of it works, and of two people the second is told that the first was there', async ({
  page,
  browser
}) => {
  const context = await browser.newContext({
    baseURL: HOERA,
    locale: 'nl-NL',
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
    extraHTTPHeaders: { origin: HOERA }
  });
  const [one, other] = [await context.newPage(), await context.newPage()];
  await one.goto('/interventions/new');
  await one.getByLabel('Titel').fill(`Zonder scripts ${process.pid}`);
  await one.getByLabel('F Bouw').check();
  await one.getByRole('button', { name: 'Schat het bereik' }).click();
  await expect(one.getByText('Geschat bereik:')).toContainText('organisaties');
  await expect(one.getByLabel('F Bouw')).toBeChecked();
  await one.getByLabel('Eerste dag').fill('2031-02-03');
  await one.getByLabel('Laatste dag').fill('2031-01-03');
  await one.getByRole('button', { name: 'Plan deze interventie' }).click();
  await expect(one.getByRole('alert')).toContainText('ligt vóór de eerste');
  await expect(one.getByLabel('F Bouw')).toBeChecked();
  await one.getByLabel('Laatste dag').fill('2031-02-28');
  await one.getByRole('button', { name: 'Plan deze interventie' }).click();
  await one.getByRole('link', { name: 'Wijzigen' }).click();
  await other.goto(one.url());
  await one.getByLabel('Door wie').fill('Loket');
  await one.getByRole('button', { name: 'Wijzigingen opslaan' }).click();
  await expect(one.getByText('Opgeslagen.')).toBeVisible();
  await other.getByLabel('Door wie').fill('Iemand anders');
  await other.getByRole('button', { name: 'Wijzigingen opslaan' }).click();
  await expect(other.getByRole('alert')).toContainText('intussen gewijzigd');
  await expect(other.getByLabel('Door wie')).toHaveValue('Iemand anders');
  await one.getByText('Schrappen', { exact: true }).click();
  await one.getByRole('button', { name: 'Ja, schrap' }).click();
  await expect(one.getByText('De interventie is geschrapt.')).toBeVisible();
  await context.close();
});

test('what gets in each other’s way is said, and a manager reads but does not plan', async ({ page, browser }) => {
  await page.goto('/interventions/stappenplan-bouw');
  await expect(page.getByText('Valt samen met').first()).toContainText('Het voordeel voorop in de melding');
  const theirs = await invited(page, browser, { role: 'Manager', name: 'Mia de manager' });
  await theirs.goto('/interventions');
  expect((await tableRows(theirs, 'Interventies op volgorde van tijd')).length).toBeGreaterThanOrEqual(13);
  await expect(theirs.getByRole('link', { name: 'Nieuwe interventie' })).toHaveCount(0);
  expect((await theirs.goto('/interventions/new'))?.status()).toBe(403);
  await theirs.goto('/interventions/melding-tekst');
  await expect(theirs.getByRole('button', { name: 'Afronden' })).toHaveCount(0);
  await theirs.context().close();
});
