/** The whole chain, as it goes in real life over five weeks: from a tip beside somebody's desk to a manager who reads what became of it. */
import { expect, test } from '@playwright/test';
import { startMailbox, type Mailbox } from '../mailbox.ts';
import { printed } from './paper.ts';
import { expectNoBarriers } from './session.ts';
import { keepHeading, logIn, open, start, visit, World } from './world.ts';

const TIP = 'Laat vooraf zien in hoeveel stappen je klaar bent';
const IMPROVEMENT = 'Laat zien hoeveel stappen het zijn';
/** What is told of the experiment, whose measure went from some 30% to some 60%. */
const SHIPPED = /ging in productie: .* ging van (29|30)(,\d)?\s?% naar (59|60)(,\d)?\s?%/;
const MANAGER = 'gedeputeerde@provincie.example';

test.describe.configure({ timeout: 300_000 });

let world: World;
let mailbox: Mailbox;
test.beforeAll(async () => {
  mailbox = await startMailbox();
  world = new World({
    HOERA_SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
    HOERA_MAIL_FROM: 'Hoera <hoera@provincie.example>'
  });
  await world.start();
});
test.afterAll(async () => {
  await world.end();
  await mailbox.stop();
});

test('a tip becomes an experiment, goes into production, is told as a moment, and reaches a manager without an account', async ({
  browser
}) => {
  const { context, page } = await logIn(browser, world);

  // Somebody sits beside an entrepreneur, and writes down what was said.
  await page.goto('/interventions/contact');
  await expect(page.getByRole('button', { name: 'Leegmaken' })).toBeVisible();
  await page.getByLabel('KvK-nummer').fill('98880001');
  await page.getByLabel('Naast elkaar gezeten').check();
  await page.getByLabel('Gaat het proberen').check();
  await page.getByLabel('Tip').first().check();
  await page.getByLabel('Opmerking 1', { exact: true }).fill(TIP);
  await page.getByRole('button', { name: 'Vastleggen' }).click();
  await expect(page.locator('#own').locator('..').getByText(TIP)).toBeVisible();

  // The tip gets a place among what is to be improved, and is tried.
  await page.getByRole('link', { name: 'Verbeteringen' }).click();
  await page.getByRole('checkbox', { name: TIP }).check();
  await page.getByLabel('Verbetering', { exact: true }).fill(IMPROVEMENT);
  await page.getByLabel('Motief').selectOption('kunnen');
  await page.getByRole('button', { name: 'Bij elkaar leggen' }).click();
  await expect(page.getByRole('heading', { name: IMPROVEMENT })).toBeVisible();
  const improvement = page.url();
  await page.getByRole('button', { name: 'Uitproberen' }).click();
  await expect(page).toHaveURL(/\/experiments\/laat-zien/);
  const key = new URL(page.url()).pathname.split('/').at(-1)!;
  await page.getByLabel('Adressen van de pagina’s').fill(`${world.site.origin}/aansluiten/*`);
  await page.getByLabel('Waaraan zie je of het helpt?').selectOption('form_submitted');
  await page.getByLabel('Kleinste verschil dat de moeite waard is').fill('15');
  await page.getByLabel('In', { exact: true }).selectOption('absolute');
  await page.getByText('Uitgebreid', { exact: true }).click();
  await page.getByLabel(/Waarde van de hoofdmaat nu/).fill('30');
  await page.getByLabel('Stappen naar productie (%)').fill('100');
  await page.getByLabel('Zet wat beter is vanzelf in productie').check();
  await page.getByRole('button', { name: 'Bewaar ontwerp' }).click();
  await keepHeading(page, world, key, '2');
  await start(page, key);

  // Somebody else wants to hear of it, and has no account.
  await page.goto('/reports/subscriptions');
  const form = page.locator('form[action="?/add"]');
  await form.getByLabel('Adres').fill(MANAGER);
  await form.getByRole('button').click();
  await expect(page.getByText(MANAGER).first()).toBeVisible();

  // Three weeks of visitors, of whom the tip helps many.
  await visit(world, key, { count: 500, chances: { form_start: [1, 1], form_submit: [0.3, 0.6] } });
  await world.pass(10);
  await world.pass(13);
  const later = await logIn(browser, world);
  await open(later.page, key);
  await expect(later.page.getByRole('heading', { name: /In productie/ })).toBeVisible();

  // Whoever gave the tip hears what became of it.
  await later.page.goto(improvement);
  await later.page.getByLabel('Uitgevoerd: het is er').check();
  await later.page.getByLabel('Wat is ervan gekomen?').fill('Op de pagina staat nu hoeveel stappen het zijn.');
  await later.page.getByRole('button', { name: 'Afsluiten' }).click();
  await expect(later.page.getByRole('heading', { name: 'Terugvertellen: 1' })).toBeVisible();
  await later.page.getByRole('button', { name: /^Verteld/ }).click();
  await expect(later.page.getByText('Genoteerd dat het verteld is.')).toBeVisible();

  // The week ends; what happened in it is found and published, once however often one asks.
  await world.pass(7);
  expect(world.hoera('reports', 'publish')).toMatch(/^\d+ reports? published\.$/);
  expect(world.hoera('reports', 'publish')).toBe('0 reports published.');
  const monday = await logIn(browser, world);
  await monday.page.goto('/moments');
  await expect(monday.page.getByText(IMPROVEMENT).first()).toBeVisible();
  await expectNoBarriers(monday.page);
  // The experiment is a moment of its own, which had to be more than chance among all that was looked at.
  await monday.page.goto('/moments?kind=experiment&tone=win');
  await expect(monday.page.getByText(SHIPPED).first()).toBeVisible();

  await monday.page.goto('/reports?kind=week');
  await monday.page
    .getByRole('link', { name: /^Weekrapport/ })
    .first()
    .click();
  const report = monday.page.getByRole('main');
  await expect(report.getByText(IMPROVEMENT).first()).toBeVisible();
  await expect(report.getByRole('heading', { level: 3, name: SHIPPED })).toBeVisible();

  // On paper: its text, its tags, and no heading alone at the end of a page.
  const { info, marked, pages } = await printed(monday.page);
  expect([info.Language, marked]).toEqual(['nl', true]);
  const paper = pages.map(({ text }) => text.replaceAll(/\s+/g, ' ')).join(' ');
  expect(paper).toContain(IMPROVEMENT);
  expect(paper).toMatch(SHIPPED);
  const roles = pages.flatMap((one) => one.roles.flat());
  for (const role of ['H1', 'H2']) expect(roles, role).toContain(role);
  for (const [index, one] of pages.entries()) {
    expect(one.images, `page ${index + 1}`).toBe(0);
    expect(
      one.roles.at(-1)?.some((role) => /^H\d$/.test(role)),
      `page ${index + 1}`
    ).toBe(false);
  }

  // By mail, once.
  expect(await world.meanwhile('reports', 'send')).toMatch(/^1 sent, 0 failed/);
  expect(await world.meanwhile('reports', 'send')).toMatch(/^0 sent, 0 failed/);
  const letters = mailbox.letters.filter(({ to }) => to.includes(MANAGER));
  expect(letters).toHaveLength(1);
  expect(letters[0]!.text).toContain(IMPROVEMENT);
  expect(letters[0]!.text.replaceAll(/\s+/g, ' ')).toMatch(SHIPPED);
  expect(letters[0]!.html).toContain(IMPROVEMENT);

  // By a link, until it ends.
  await monday.page.getByRole('button', { name: 'Link maken' }).click();
  const link = await monday.page.locator('code', { hasText: '/share/' }).innerText();
  const stranger = await browser.newContext({ locale: 'nl-NL', storageState: { cookies: [], origins: [] } });
  const theirs = await stranger.newPage();
  expect((await theirs.goto(link))?.status()).toBe(200);
  await expect(theirs.getByText(IMPROVEMENT).first()).toBeVisible();
  await world.pass(31);
  expect((await theirs.reload())?.status()).toBe(410);
  await expect(theirs.getByText(IMPROVEMENT)).toHaveCount(0);
  await Promise.all([context, later.context, monday.context, stranger].map((one) => one.close()));
});
