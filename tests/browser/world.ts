/** Weeks of an experiment while a test runs: a server with a clock of its own, a website that takes part, and its visitors. */
import { GrowthBook } from '@growthbook/growthbook';
import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { NODE, startServer, type Running } from '../walks/server.ts';
import { startFixtureSite, type FixtureSite } from './fixture-site.ts';
import { submit } from './session.ts';

const LOGIN = { email: 'test@hoera.example', password: 'correct-horse-battery' };
const DAY = 86_400_000;
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

/** A server with a clock of its own, and a website that takes part. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'hoera-experiments-'));
  readonly clock = join(this.folder, 'clock');
  server!: Running;
  site!: FixtureSite;
  readonly #more: Record<string, string>;
  #days = 0;

  /** @param more of the server's environment */
  constructor(more: Record<string, string> = {}) {
    this.#more = more;
  }

  get env(): Record<string, string> {
    return {
      HOERA_DATA: join(this.folder, 'data'),
      HOERA_SECRET: 'a secret for tests, at least 32 characters',
      HOERA_EXAMPLE: '0',
      HOERA_ADMIN_EMAIL: LOGIN.email,
      HOERA_ADMIN_PASSWORD: LOGIN.password,
      HOERA_TEST_CLOCK: this.clock,
      NODE_OPTIONS: `--import ${resolve('tests/browser/clock.js')}`,
      ...this.#more
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

  /** The same without holding up this process, in which a mail server may be listening. */
  async meanwhile(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [...NODE, ...words], {
      env: { ...process.env, ...this.env }
    });
    return stdout.trim();
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
export async function visit(world: World, experiment: string, { count, chances, lost }: Visits): Promise<void> {
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

export async function logIn(browser: Browser, world: World): Promise<{ context: BrowserContext; page: Page }> {
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

export const open = async (page: Page, key: string) => {
  await page.goto(`/experiments/${key}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
};

/** Keeps a change in a variant without the editor, for tests that are about what follows. */
export async function keepHeading(page: Page, world: World, key: string, revision = '1'): Promise<void> {
  const change = {
    domMutations: [{ selector: 'h1', action: 'set', attribute: 'html', value: 'Zo sluit u aan in drie stappen' }]
  };
  const form = { revision, variant: '1', change: JSON.stringify(change) };
  await submit(page.request, `${world.server.url}/experiments/${key}?/change`, form);
}

export async function start(page: Page, key: string): Promise<void> {
  await open(page, key);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Loopt' })).toBeVisible();
}
