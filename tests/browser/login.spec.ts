/** Logging in and out, with keyboard and without JavaScript, and whether everybody can read these pages. */
import { expect, test, type Page } from '@playwright/test';
import { expectNoBarriers, expectUsable } from './session.ts';

const EMAIL = process.env['HOERA_ADMIN_EMAIL'] ?? 'test@hoera.example';
const PASSWORD = process.env['HOERA_ADMIN_PASSWORD'] ?? 'correct-horse-battery';

async function login(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mailadres').fill(EMAIL);
  await page.getByLabel('Wachtwoord').fill(password);
  await page.getByRole('button', { name: 'Inloggen' }).click();
}

test('a closed page leads to logging in and back to that page', async ({ page }) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  await page.goto('/settings/sites');
  await expect(page).toHaveURL(/\/login\?next=%2Fsettings%2Fsites$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await expectNoBarriers(page);

  await login(page, 'not the password');
  await expect(page.getByRole('alert')).toContainText('Het e-mailadres of het wachtwoord klopt niet.');
  await expect(page.getByLabel('E-mailadres')).toHaveValue(EMAIL);
  await expectNoBarriers(page);

  await login(page);
  await expect(page).toHaveURL(/\/settings\/sites$/);
  await page.getByRole('button', { name: /Uitloggen/ }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto('/settings');
  await expect(page).toHaveURL(/\/login/);
  expect(refused).toEqual([]);
});

test('every settings page is without barriers, wide and narrow', async ({ page }) => {
  test.slow();
  await page.goto('/login?next=/settings');
  await login(page);
  for (const path of [
    '/settings',
    '/settings/accounts',
    '/settings/sites',
    '/settings/tokens',
    '/settings/audit',
    '/settings/nothing-here'
  ]) {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(path);
    await expectUsable(page);
  }
});

test('what is typed before the page has come to life stays', async ({ page }) => {
  await page.goto('/login', { waitUntil: 'commit' });
  await page.getByLabel('E-mailadres').fill(EMAIL);
  await page.waitForLoadState('networkidle');
  await expect(page.getByLabel('E-mailadres')).toHaveValue(EMAIL);
});

test('the language switches and stays', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Nederlands' })).toBeVisible();
});

test('an idle session is announced, and can be kept', async ({ page }) => {
  await page.clock.install();
  await page.goto('/login?next=/settings');
  await login(page);
  await expect(page.getByRole('heading', { name: 'Instellingen' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await page.clock.fastForward('28:30');
  const warning = page.getByRole('alert').filter({ hasText: 'uitgelogd' });
  await expect(warning).toBeVisible();
  await expect(warning.getByRole('button', { name: 'Ingelogd blijven' })).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } });

  test('logging in and the folded menu work', async ({ page }) => {
    await page.goto('/login?next=/settings');
    await login(page);
    await expect(page).toHaveURL(/\/settings$/);
    await page.getByText('Menu', { exact: true }).click();
    await page.getByRole('navigation').getByRole('link', { name: 'Instellingen' }).click();
    await expect(page.getByRole('heading', { name: 'Instellingen' })).toBeVisible();
  });
});
