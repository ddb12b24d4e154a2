/** Every page: whether everybody can read and use it, wide and narrow, in both languages, and nothing goes wrong unseen. */
import { expect } from '@playwright/test';
import { expectUsable, HOERA, test } from './session.ts';

const PAGES = [
  '/adoption',
  '/adoption?population=authority&breakdown=sector&compare=1',
  '/adoption?stuck=2',
  '/adoption/channels?by=process',
  '/adoption/ladder?by=region',
  '/adoption/ladder?view=flows&population=authority',
  '/adoption/ladder?view=time&by=size',
  '/adoption/ladder?view=types',
  '/adoption/trends?metric=lapsed',
  '/adoption/trends?view=retention&population=department',
  '/adoption/annotations',
  '/adoption/funnel',
  '/motives',
  '/motives/where?by=sector&by=region&gain=5',
  '/motives/change',
  '/motives/waves',
  '/motives/waves?population=authority',
  '/views?address=%2Fmotives',
  '/organisations',
  '/organisations?population=department',
  '/events',
  '/interventions',
  '/interventions/new?card=call',
  '/interventions/instructie-gemeenten',
  '/interventions/cards?motive=moeten',
  '/interventions/cards/designation',
  '/experiments/approaches?by=card&scale=hours&rate=60',
  '/experiments/comparisons',
  '/experiments?show=library',
  '/experiments/new',
  '/experiments/metrics',
  '/moments?days=365',
  '/features',
  '/imports',
  '/imports/new'
];

// So that the workers end together: this is most of what there is.
test.describe.configure({ mode: 'parallel' });

test('a page is in the other language after one click', async ({ page }) => {
  await page.goto('/adoption');
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('link', { name: 'Adoption', exact: true })).toBeVisible();
});

for (const path of PAGES) {
  test(`${path} is without barriers, wide and narrow`, async ({ page }) => {
    test.slow();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await page.setViewportSize({ width: 320, height: 900 });
    const response = await page.goto(path);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectUsable(page);
    await page.context().addCookies([{ name: 'language', value: 'en', url: HOERA }]);
    const english = await page.request.get(path);
    expect([english.status(), await english.text()]).toEqual([200, expect.stringContaining('<html lang="en"')]);
    expect(wrong).toEqual([]);
  });
}

test('what is filled in before the page has come to life stays', async ({ page }) => {
  let alive: () => void;
  let held: Promise<void>;
  await page.route('**/_app/**/*.js', async (route) => {
    await held;
    await route.continue();
  });
  const everything = () =>
    page
      .getByRole('main')
      .evaluate((main) =>
        [
          ...main.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(
            'input, textarea, select'
          )
        ]
          .filter(({ type }) => type !== 'hidden')
          .map((one) => [one.name, one.type === 'checkbox' ? String((one as HTMLInputElement).checked) : one.value])
      );
  for (const path of ['/experiments/new', '/features', '/adoption/funnel', '/settings/sites']) {
    held = new Promise((resolve) => (alive = resolve));
    await page.goto(path, { waitUntil: 'commit' });
    await expect(page.locator('footer, main form').first()).toBeAttached();
    // Everything that can be, is made something else than it was.
    await page.getByRole('main').evaluate((main) => {
      for (const one of main.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')) {
        if (one.type === 'checkbox') one.click();
        else if (one.type === 'date') one.value = '2031-05-06';
        else if (one.type !== 'hidden' && one.type !== 'radio') one.value = '17';
      }
      for (const one of main.querySelectorAll('select')) one.selectedIndex = one.options.length - 1;
    });
    const filled = await everything();
    expect(filled.length, path).toBeGreaterThan(1);
    alive!();
    await page.waitForLoadState('networkidle');
    expect(await everything(), path).toEqual(filled);
  }
});

test('what is refused stays filled in, and the reason names the field in the words of the page', async ({ page }) => {
  await page.goto('/experiments/new');
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Naam', { exact: true }).fill('Proef');
  await page.locator('textarea[name=hypothesis]').fill('Een uitleg vooraf helpt bij het inloggen.');
  await page.locator('textarea[name=variants]').fill('Met uitleg');
  await page.getByRole('main').getByRole('button').last().click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('is leeg of te klein');
  await expect(alert).toBeInViewport();
  await expect(alert).not.toContainText('touchpoint');
  await expect(page.locator('textarea[name=variants]')).toHaveValue('Met uitleg');
  await expect(page.locator('textarea[name=hypothesis]')).toHaveValue('Een uitleg vooraf helpt bij het inloggen.');
});

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
