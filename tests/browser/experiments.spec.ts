/** Experiments from the first idea to production and back, with the real server, a browser, and visitors by the official SDK. */
import { expect, test, type Page } from '@playwright/test';
import { expectNoBarriers, expectNoSidewaysScroll } from './session.ts';
import { keepHeading, logIn, open, start, visit, World } from './world.ts';

interface Filled {
  name: string;
  ramp?: string;
  guardrail?: string;
}

/** A draft as staff fill it in: six fields, and a few under "more". */
async function design(page: Page, world: World, { name, ramp = '100', guardrail }: Filled): Promise<string> {
  await page.goto('/experiments/new');
  await page.getByLabel('Naam', { exact: true }).fill(name);
  await page
    .getByLabel(/Wat verander je, en wat verwacht je/)
    .fill('Een duidelijker kop helpt bedrijven het formulier te versturen.');
  await page.getByLabel('Adressen van de pagina’s').fill(`${world.site.origin}/aansluiten/*`);
  await page.getByLabel('Namen van de nieuwe varianten').fill('Duidelijke kop');
  await page.getByLabel('Waaraan zie je of het helpt?').selectOption('form_submitted');
  await page.getByLabel('Kleinste verschil dat de moeite waard is').fill('15');
  await page.getByLabel('In', { exact: true }).selectOption('absolute');
  await page.getByText('Uitgebreid', { exact: true }).click();
  await page.getByLabel(/Waarde van de hoofdmaat nu/).fill('30');
  await page.getByLabel('Stappen naar productie (%)').fill(ramp);
  await page.getByLabel('Zet wat beter is vanzelf in productie').check();
  if (guardrail) {
    await page.getByLabel('Maat 1').selectOption(guardrail);
    await page.getByLabel('Marge (%) 1').fill('20');
  }
  await page.getByRole('button', { name: 'Maak ontwerp' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return new URL(page.url()).pathname.split('/').at(-1)!;
}

/** Points at the heading on the site's own page, types another, and keeps it. */
async function editHeading(page: Page): Promise<void> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: /Bewerk ‘Duidelijke kop’/ }).click();
  const site = await opened;
  // The panel is there once it knows what there is.
  await expect(site.getByRole('button', { name: 'Bewaren' })).toBeVisible();
  await site.getByRole('heading', { level: 1 }).click();
  await site.getByRole('textbox', { name: 'Tekst' }).fill('Zo sluit u aan in drie stappen');
  await site.getByRole('button', { name: 'Bewaren' }).click();
  await expect(page.getByText('Zo sluit u aan in drie stappen')).toBeVisible();
}

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let world: World;
test.beforeAll(async () => {
  world = new World();
  await world.start();
});
test.afterAll(() => world.end());

test('from an idea to production: designed by pointing, decided by the rule, shipped onto a page that is open', async ({
  browser
}) => {
  const { context, page } = await logIn(browser, world);
  const key = await design(page, world, { name: 'Duidelijke kop' });
  await expect(
    page.getByText(/nog geen bezoekers gemeten.* om een verschil van \+15,0 procentpunt te kunnen zien/)
  ).toBeVisible();
  await editHeading(page);
  await expectNoBarriers(page);
  await start(page, key);

  // Somebody has the page open all the time.
  const visitor = await browser.newContext({ locale: 'nl-NL' });
  const open_ = await visitor.newPage();
  await open_.goto(`${world.site.origin}/aansluiten/start`);
  await expect(open_.getByRole('heading', { level: 1 })).toBeVisible();

  await visit(world, key, { count: 500, chances: { form_start: [1, 1], form_submit: [0.3, 0.6] } });
  await world.pass(10);
  // Whoever was logged in has been away for too long.
  const early = await logIn(browser, world);
  await open(early.page, key);
  await expect(early.page.getByText(/Nog te vroeg/).first()).toBeVisible();

  await world.pass(13);
  const again = await logIn(browser, world);
  await open(again.page, key);
  await expect(again.page.getByRole('heading', { name: /In productie/ })).toBeVisible();
  await expect(again.page.getByText(/is beter: .* gaat van/).first()).toBeVisible();
  await expect(again.page.getByText('De bewijsketen is heel')).toBeVisible();
  await expect(again.page.getByText('opnieuw uitgerekend: zelfde antwoord')).toBeVisible();
  await again.page.getByRole('button', { name: 'Tonen' }).click();
  await expect(again.page).toHaveURL(/segment=device/);
  await expect(again.page.getByRole('table', { name: 'Hoofdmaat naar apparaat' })).toContainText('desktop');
  await expectNoBarriers(again.page);
  await again.page.setViewportSize({ width: 360, height: 800 });
  await expectNoSidewaysScroll(again.page);

  // Nobody loaded it again.
  await expect(open_.getByRole('heading', { level: 1 })).toHaveText('Zo sluit u aan in drie stappen');
  await again.page.getByRole('button', { name: 'Draai terug' }).click();
  await expect(again.page.getByRole('heading', { name: /Teruggedraaid/ })).toBeVisible();
  await expect(open_.getByRole('heading', { level: 1 })).not.toHaveText('Zo sluit u aan in drie stappen');
  await Promise.all([context, early.context, again.context, visitor].map((one) => one.close()));
});

test('without effect ends without a difference; broken assignment is blocked; harm to a guardrail is rolled back', async ({
  browser
}) => {
  const { context, page } = await logIn(browser, world);
  const designed = async (filled: Filled) => {
    const key = await design(page, world, filled);
    await keepHeading(page, world, key);
    await start(page, key);
    return key;
  };
  const even = await designed({ name: 'Zonder effect' });
  await visit(world, even, { count: 500, chances: { form_start: [1, 1], form_submit: [0.4, 0.4] } });
  const broken = await designed({ name: 'Scheve verdeling' });
  await visit(world, broken, {
    count: 600,
    chances: { form_start: [1, 1], form_submit: [0.3, 0.6] },
    lost: [0, 0.4]
  });
  const harming = await designed({ name: 'Schade', ramp: '50 100', guardrail: 'form_errors' });
  await visit(world, harming, {
    // So many that errors stay certainly within a fifth more than half of the visitors.
    count: 1_600,
    chances: { form_start: [1, 1], form_submit: [0.3, 0.6], form_error: [0.5, 0.5] }
  });
  await world.pass(22);

  const later = await logIn(browser, world);
  await open(later.page, even);
  await expect(later.page.getByRole('heading', { name: /Geen verschil aangetoond/i })).toBeVisible();
  await expect(later.page.getByRole('cell', { name: 'Beheerder' }).first()).toBeVisible();
  await open(later.page, broken);
  await expect(later.page.getByText(/verdeling over de varianten klopt niet/).first()).toBeVisible();
  await expect(later.page.getByRole('heading', { name: 'Loopt' })).toBeVisible();

  await open(later.page, harming);
  await expect(later.page.getByRole('heading', { name: /stap voor stap in productie/ })).toBeVisible();
  await visit(world, harming, { count: 600, chances: { form_start: [1, 1], form_error: [0.5, 0.95] } });
  await world.pass(8);
  const last = await logIn(browser, world);
  await open(last.page, harming);
  await expect(last.page.getByRole('heading', { name: /Teruggedraaid/ })).toBeVisible();
  await expect(last.page.getByText(/aantoonbaar slechter dan afgesproken/).first()).toBeVisible();

  await last.page.goto('/experiments?show=library');
  for (const name of ['Duidelijke kop', 'Zonder effect', 'Schade'])
    await expect(last.page.getByRole('link', { name, exact: true })).toBeVisible();
  await Promise.all([context.close(), later.context.close(), last.context.close()]);
});
