/** Experiments from the first idea to production and back, with the real server, a browser, and visitors by the official SDK. */
import { GrowthBook } from '@growthbook/growthbook';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NODE, startServer, type Running } from '../walks/server.ts';
import { startFixtureSite, type FixtureSite } from './fixture-site.ts';
import { expectNoBarriers, expectNoSidewaysScroll, submit } from './session.ts';

const LOGIN = { email: 'test@hoera.example', password: 'correct-horse-battery' };
const DAY = 86_400_000;
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

/** A server with a clock of its own, and a website that takes part. */
class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'hoera-experiments-'));
  readonly clock = join(this.folder, 'clock');
  server!: Running;
  site!: FixtureSite;
  #days = 0;

  get env(): Record<string, string> {
    return {
      HOERA_DATA: join(this.folder, 'data'),
      HOERA_SECRET: 'a secret for tests, at least 32 characters',
      HOERA_EXAMPLE: '0',
      HOERA_ADMIN_EMAIL: LOGIN.email,
      HOERA_ADMIN_PASSWORD: LOGIN.password,
      HOERA_TEST_CLOCK: this.clock,
      NODE_OPTIONS: `--import ${resolve('tests/browser/clock.js')}`
    };
  }

  async start(): Promise<void> {
    this.server = await startServer(join(this.folder, 'data'), this.env);
    this.site = await startFixtureSite(`${this.server.url}/experiments.js`);
    this.site.key = this.hoera('site', 'create', 'Onderneemplein', '--origin', this.site.origin);
  }

  hoera(...words: string[]): string {
    return execFileSync(process.execPath, [...NODE, ...words], {
      encoding: 'utf8',
      env: { ...process.env, ...this.env }
    }).trim();
  }

  /** Lets days pass and has everything reviewed, as the morning does. */
  async pass(days: number): Promise<void> {
    this.#days += days;
    writeFileSync(this.clock, String(this.#days * DAY));
    // The server looks at the file every 50 ms.
    await new Promise((done) => setTimeout(done, 200));
    this.hoera('experiments', 'review');
  }

  get now(): number {
    return Date.now() + this.#days * DAY;
  }

  async end(): Promise<void> {
    await this.server.end('SIGTERM');
    this.site.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Visits {
  count: number;
  /** Share that does something, by variation and event. */
  chances: Record<string, readonly number[]>;
  /** Reports of this variation get lost this often. */
  lost?: readonly number[];
}

/** Visitors that the official SDK assigns, and what they do; their exposures and deeds as ordinary requests. */
async function visit(world: World, experiment: string, { count, chances, lost }: Visits): Promise<void> {
  const { server, site } = world;
  const answer = await fetch(`${server.url}/api/features/${site.key}`);
  const payload = (await answer.json()) as { experiments: { key: string }[] };
  const of = payload.experiments.find(({ key }) => key === experiment || key.startsWith(`${experiment}~`));
  if (!of) throw new Error(`${experiment} is not in force`);
  const url = `${site.origin}/aansluiten/start`;
  const exposures: object[] = [];
  const deeds: object[] = [];
  // One in so many and not by chance: what comes out is what was put in, every time.
  const turns = new Map<string, number>();
  const happens = (what: string, share: number) => {
    const turn = turns.get(what) ?? 0;
    turns.set(what, turn + 1);
    return Math.floor((turn + 1) * share) > Math.floor(turn * share);
  };
  for (let index = 0; index < count; index++) {
    const visitor = randomUUID();
    const sdk = new GrowthBook({
      attributes: { id: visitor, device: 'desktop' },
      url,
      trackingCallback: ({ key }, { key: variationId }) =>
        void exposures.push({
          event_name: 'Experiment Viewed',
          properties_json: { experimentId: key, variationId, hashAttribute: 'id', hashValue: visitor },
          device_id: visitor,
          session_id: visitor,
          sdk_language: 'js',
          url
        })
    });
    const before = exposures.length;
    const result = sdk.run(of as unknown as Parameters<GrowthBook['run']>[0]);
    if (!result.hashUsed) continue;
    if (happens(`lost ${result.variationId}`, lost?.[result.variationId] ?? 0)) exposures.length = before;
    for (const [name, chance] of Object.entries(chances)) {
      if (happens(`${name} ${result.variationId}`, chance[result.variationId] ?? 0))
        deeds.push({ id: randomUUID(), name, at: world.now + 1_000, visitor, url, properties: { form: 'aansluiten' } });
    }
  }
  const send = async (path: string, body: unknown) => {
    const sent = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: site.origin, 'user-agent': AGENT },
      body: JSON.stringify(body)
    });
    expect(sent.ok, `${path}: ${sent.status} ${await sent.text()}`).toBe(true);
  };
  for (let from = 0; from < exposures.length; from += 500)
    await send(`/track?client_key=${site.key}`, exposures.slice(from, from + 500));
  for (let from = 0; from < deeds.length; from += 500)
    await send(`/collect?key=${site.key}`, { sentAt: world.now, events: deeds.slice(from, from + 500) });
}

async function logIn(browser: Browser, world: World): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: world.server.url, locale: 'nl-NL' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto('/login');
  await page.getByLabel('E-mailadres').fill(LOGIN.email);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(LOGIN.password);
  await page.getByRole('button', { name: 'Inloggen' }).click();
  await expect(page).not.toHaveURL(/login/);
  return { context, page };
}

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

const open = async (page: Page, key: string) => {
  await page.goto(`/experiments/${key}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
};

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

/** Keeps a change in a variant without the editor, for tests that are about what follows. */
async function keepHeading(page: Page, world: World, key: string): Promise<void> {
  const change = {
    domMutations: [{ selector: 'h1', action: 'set', attribute: 'html', value: 'Zo sluit u aan in drie stappen' }]
  };
  const form = { revision: '1', variant: '1', change: JSON.stringify(change) };
  await submit(page.request, `${world.server.url}/experiments/${key}?/change`, form);
}

async function start(page: Page, key: string): Promise<void> {
  await open(page, key);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Loopt' })).toBeVisible();
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
