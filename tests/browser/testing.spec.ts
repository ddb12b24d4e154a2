/** What the tracker does with experiments on pages of another origin: who sees what and when, the question, the editor. */
import { GrowthBook } from '@growthbook/growthbook';
import { expect, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import { quiet, warehouseOf, type Warehouse } from './arrived.ts';
import { startFixtureSite, type FixtureSite } from './fixture-site.ts';
import { expectNoBarriers, HOERA, hoera } from './session.ts';
import * as trials from './trials.ts';
import { heading, hold, knows, push, remembered, seen, seenFor, tabTo, test, watch } from './visitor.ts';

const MINUTE = 60_000;
const OLD = 'Berichtenbox';
const NEW = 'Post van de overheid, digitaal';

let site: FixtureSite;
let slug = '';
let warehouse: Warehouse;

test.beforeAll(async () => {
  site = await startFixtureSite(`${HOERA}/experiments.js`, 'variants');
  slug = `varianten-${new URL(site.origin).port}`;
  site.key = hoera('site', 'create', slug, '--origin', site.origin);
  warehouse = warehouseOf(slug);
});
test.afterAll(() => site.close());

const begin = (by: APIRequestContext, folder: string, fields: Record<string, string> = {}, selector = 'h1') =>
  trials.begin(by, { site: slug, urls: `${site.origin}/${folder}/*`, selector, text: NEW, fields });

const exposures = async (folder: string) =>
  (await warehouse.arrived(folder)).filter(({ name }) => name === 'experiment_viewed');

/** Opens a page, which is hidden until it is known what to show. */
async function shown(page: Page, path: string): Promise<string> {
  await page.goto(site.origin + path);
  await expect(heading(page)).toBeVisible();
  return heading(page).innerText();
}

/** Somebody to whom chance gives the variant; in the place of one in ten thousand comes another. */
async function withVariant(visitor: () => Promise<Page>, path: string): Promise<Page> {
  const page = await visitor();
  if ((await shown(page, path)) === NEW) return page;
  const another = await visitor();
  expect(await shown(another, path)).toBe(NEW);
  return another;
}

test('forty visitors are divided as by the official SDK and are told of once', async ({ request, visitor }) => {
  test.slow();
  const key = await begin(request, 'forty', { weights: '50 50' });
  const payload = (await (await request.get(`/api/features/${site.key}`)).json()) as { experiments: { key: string }[] };
  const experiment = payload.experiments.find((one) => one.key === key) as unknown as Parameters<GrowthBook['run']>[0];
  const visits: { lot: string; variation: string }[] = [];
  const lane = async () => {
    const page = await visitor();
    for (let times = 0; times < 10; times++) {
      const text = await shown(page, '/forty/start');
      // The same page again, or another.
      expect(await shown(page, times % 2 ? '/forty/start' : '/forty/second')).toBe(text);
      const lot = (await remembered(page)).tests![key]!.lot!;
      const { variationId } = new GrowthBook({ attributes: { id: lot }, url: page.url() }).run(experiment);
      expect(text).toBe([OLD, NEW][variationId]);
      visits.push({ lot, variation: String(variationId) });
      // Nothing else is kept of a visitor, so here comes the next.
      await page.goto(`${site.origin}/own.js`);
      await page.evaluate(() => localStorage.clear());
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);

  const variations = visits.map(({ variation }) => variation).sort();
  // Fewer than five of forty happens once in ten million times.
  for (const one of ['0', '1']) expect(variations.filter((it) => it === one).length).toBeGreaterThanOrEqual(5);
  const views = async () => (await warehouse.names('forty')).filter((name) => name === 'page_view').length;
  await expect.poll(async () => [await views(), (await exposures('forty')).length]).toEqual([80, 40]);
  const told = await exposures('forty');
  expect(told.map(({ properties }) => properties['variation']).sort()).toEqual(variations);
  expect(new Set(told.map(({ session }) => session)).size).toBe(40);
  for (const { properties } of told)
    expect(properties).toEqual({ experiment: key, variation: properties['variation'], unit: 'visitor' });
  // What decided it never leaves the browser.
  const sent = JSON.stringify(await warehouse.arrived('forty'));
  for (const { lot } of visits) expect(sent).not.toContain(lot);
});

test('another session is told of again, with the same variant', async ({ request, visitor }) => {
  await begin(request, 'session', { weights: '50 50' });
  const page = await visitor({}, (one) => one.clock.install());
  const text = await shown(page, '/session/start');
  await page.clock.fastForward(31 * MINUTE);
  expect(await shown(page, '/session/second')).toBe(text);
  await expect.poll(async () => (await exposures('session')).length).toBe(2);
  const [first, second] = await exposures('session');
  expect(second?.session).not.toBe(first?.session);
  expect([second?.visitor, second?.properties]).toEqual([first?.visitor, first?.properties]);
});

test('who comes back after hours keeps the variant', async ({ request, visitor }) => {
  const key = await begin(request, 'hours', { weights: '50 50' });
  const page = await visitor({}, (one) => one.clock.install());
  const text = await shown(page, '/hours/start');
  const { lot } = (await remembered(page)).tests![key]!;
  await page.clock.fastForward(300 * MINUTE);
  expect(await shown(page, '/hours/start')).toBe(text);
  expect((await remembered(page)).tests![key]!.lot).toBe(lot);
});

test('the old form is never painted, later not even when the server is silent', async ({ request, visitor }) => {
  await begin(request, 'paint');
  const page = await withVariant(() => visitor({}, watch), '/paint/start');
  await expect.poll(async () => (await seen(page)).texts).toEqual([NEW]);
  await hold(page);
  // Behind the heading the page waits for a script of its own, so that it is painted before it is whole.
  await page.route('**/own.js', async (route) => {
    await seenFor(page, 5);
    await route.continue();
  });
  await page.goto(`${site.origin}/paint/second`);
  expect((await seen(page)).texts).toEqual([NEW]);
});

test('a page shows itself when the server is too slow, and then changes no more', async ({ request, visitor }) => {
  const key = await begin(request, 'slow');
  const page = await visitor({}, watch);
  const release = await hold(page);
  await page.goto(`${site.origin}/slow/start?timeout=1000`);
  await seenFor(page, 5);
  expect((await seen(page)).since).toBeGreaterThanOrEqual(1_000);
  release();
  await expect.poll(() => knows(page, key)).toBe(true);
  await seenFor(page, 30);
  expect((await seen(page)).texts).toEqual([OLD]);
  expect((await remembered(page)).tests).toEqual({});
  // On the next page it is known in time.
  await shown(page, '/slow/second');
  expect((await remembered(page)).tests![key]!.told).toBeDefined();
});

test('a page that is seen does not change by what began since the last one', async ({ request, visitor }) => {
  const page = await visitor({}, watch);
  await shown(page, '/since/start');
  await page.goto('about:blank');
  const key = await begin(request, 'since');
  const release = await hold(page);
  await page.goto(`${site.origin}/since/second`);
  await seenFor(page, 5);
  release();
  await expect.poll(() => knows(page, key)).toBe(true);
  await seenFor(page, 30);
  expect((await seen(page)).texts).toEqual([OLD]);
});

test('whoever is not to be followed takes part in no test, and gets what everybody gets', async ({
  request,
  visitor
}) => {
  await begin(request, 'wish');
  await trials.ship(request, await begin(request, 'wish', { name: 'Voor iedereen' }, '#lead'));
  const followed = await withVariant(visitor, '/wish/start');
  await quiet(followed);
  await followed.evaluate(() => (window as unknown as { hoera: (name: string) => void }).hoera('optout'));
  await expect(heading(followed)).toHaveText(OLD);
  await expect(followed.locator('#lead')).toHaveText(NEW);

  const [untracked, controlled] = [await visitor(), await visitor()];
  await untracked.addInitScript(() => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' }));
  await controlled.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }));
  for (const page of [followed, untracked, controlled]) {
    const sent: string[] = [];
    page.on('request', (one) => one.url().includes('/collect') && sent.push(one.url()));
    await page.clock.install();
    for (const path of ['/wish/second', '/wish/third']) {
      expect(await shown(page, path)).toBe(OLD);
      await expect(page.locator('#lead')).toHaveText(NEW);
      await page.clock.runFor(3_000);
    }
    const kept = page === followed ? { hoera: '{"optout":true}' } : {};
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual(kept);
    await page.goto('about:blank');
    expect(sent).toEqual([]);
  }
});

test('no cookie is set, and what is remembered of a test goes when the test does', async ({ request, visitor }) => {
  const key = await begin(request, 'forget');
  const page = await visitor();
  await shown(page, '/forget/start');
  expect((await remembered(page)).tests![key]!.told).toBeDefined();
  await trials.stop(request, key);
  await expect.poll(() => knows(page, key)).toBe(false);
  await expect(heading(page)).toHaveText(OLD);
  expect((await remembered(page)).tests).toEqual({});
  expect(await page.context().cookies()).toEqual([]);
});

test('a test on telephones keeps everybody else out', async ({ request, visitor }) => {
  await begin(request, 'device', { device: 'mobile' });
  const mobile = await visitor({ userAgent: 'Mozilla/5.0 (iPhone) Mobile/15E148' });
  expect(await shown(await visitor(), '/device/desktop')).toBe(OLD);
  await shown(mobile, '/device/mobile');
  const told = async () => (await warehouse.arrived('device')).map(({ name, path }) => `${name} ${path}`).sort();
  await expect
    .poll(told)
    .toEqual(['experiment_viewed /device/mobile', 'page_view /device/desktop', 'page_view /device/mobile']);
});

test('a page within the page gets the variant at its address, and only there', async ({ request, visitor }) => {
  await begin(request, 'within/it');
  const page = await withVariant(visitor, '/within/it/first');
  expect(await shown(page, '/within/start')).toBe(OLD);
  for (const name of ['it/second', 'start', 'it/third']) {
    await push(page, `/within/${name}`);
    await expect(heading(page)).toHaveText(name === 'start' ? OLD : NEW);
  }
  await expect.poll(async () => (await warehouse.arrived('within')).at(-1)?.path).toBe('/within/it/third');
  const { session } = (await warehouse.arrived('within')).at(-1)!;
  expect((await exposures('within')).filter((one) => one.session === session)).toHaveLength(1);
});

test('what a page within the page shows is told of with its own address', async ({ request, visitor }) => {
  await begin(request, 'told/it');
  const page = await visitor();
  await shown(page, '/told/start');
  await page.evaluate(() => {
    history.pushState({}, '', 'it/first');
    document.querySelector('button')!.textContent = 'Terug';
  });
  await expect.poll(async () => (await exposures('told')).map(({ path }) => path)).toEqual(['/told/it/first']);
});

test('a test that begins on a page that is seen waits for the next, and then stays', async ({ request, visitor }) => {
  const page = await visitor();
  await shown(page, '/late/start?timeout=1');
  const key = await begin(request, 'late');
  await expect.poll(() => knows(page, key)).toBe(true);
  await expect(heading(page)).toHaveText(OLD);
  expect((await remembered(page)).tests).toEqual({});
  await push(page, '/late/second');
  await expect.poll(async () => (await exposures('late')).length).toBe(1);
  const got = [OLD, NEW][Number((await exposures('late'))[0]!.properties['variation'])]!;
  await expect(heading(page)).toHaveText(got);
  await page.goBack();
  await expect.poll(async () => (await warehouse.names('late')).length).toBe(4);
  await expect(heading(page)).toHaveText(got);
});

test.describe('the question', () => {
  const question = (page: Page) => page.getByRole('region', { name: 'Is dit een verbetering?' });
  const says = (page: Page, text: string) => expect(question(page).getByRole('status')).toHaveText(text);
  /** Opens a page and lets six seconds pass once what asks is there. */
  const open = async (page: Page, path: string) => {
    const ready = page.waitForEvent('console', (message) => message.text() === 'survey');
    await shown(page, path);
    await ready;
    await expect(question(page)).toHaveCount(0);
    await page.clock.runFor(6_000);
  };
  const asked = async (page: Page, path: string) => {
    await page.clock.install();
    await page.addInitScript(() => {
      const tell = ({ target }: Event) => /survey/.test((target as HTMLScriptElement).src) && console.log('survey');
      document.addEventListener('load', tell, true);
    });
    await open(page, path);
    await says(page, 'Is dit een verbetering?');
  };

  test('comes a moment later, once, and an answer arrives', async ({ request, visitor }) => {
    const key = await begin(request, 'ask', { survey: 'on' });
    const [answers, closes] = [await visitor(), await visitor()];
    await asked(answers, '/ask/start');
    await expectNoBarriers(answers);
    await answers.getByRole('button', { name: 'Ja' }).click();
    await says(answers, 'Bedankt voor je antwoord.');
    await expectNoBarriers(answers);
    await expect(answers.getByRole('button', { name: 'Sluiten' })).toBeFocused();
    await asked(closes, '/ask/start');
    await tabTo(closes.getByRole('button', { name: 'Ja' }));
    for (const page of [answers, closes]) {
      await page.keyboard.press('Escape');
      await expect(question(page)).toHaveCount(0);
      await open(page, '/ask/second');
      await expect(question(page)).toHaveCount(0);
      await quiet(page);
    }
    await expect.poll(async () => (await warehouse.names('ask')).length).toBe(7);
    const given = (await warehouse.arrived('ask')).filter(({ name }) => name === 'improvement_answered');
    expect(given.map(({ properties }) => properties)).toEqual([{ experiment: key, answer: 'yes' }]);
  });

  test('is answered by keyboard', async ({ request, visitor }) => {
    await begin(request, 'keys', { survey: 'on' });
    const page = await visitor();
    await asked(page, '/keys/start');
    await tabTo(page.getByRole('button', { name: 'Nee' }));
    await page.keyboard.press('Enter');
    await says(page, 'Bedankt voor je antwoord.');
  });
});

test('a variant is made on the page itself without a mouse', async ({ page, request }) => {
  await page.goto(`/experiments/${await trials.draft(request, { site: slug, urls: `${site.origin}/edit/*` })}`);
  // A key that is pressed before the page has come to life does nothing.
  await page.waitForLoadState('networkidle');
  const popup = page.waitForEvent('popup');
  await page.getByRole('button', { name: /Bewerk ‘Duidelijk’/ }).press('Enter');
  const edited = await popup;
  const panel = edited.getByRole('region', { name: 'Variant maken' });
  const button = (name: string) => panel.getByRole('button', { name, exact: true });
  const press = async (wanted: Locator, key = 'Enter') => {
    await tabTo(wanted);
    await edited.keyboard.press(key);
  };
  await expect(button('Bewaren')).toBeVisible();
  await press(heading(edited));
  await expect(panel.getByRole('textbox', { name: 'Tekst' })).toBeFocused();
  await edited.keyboard.press('ControlOrMeta+a');
  await edited.keyboard.type(NEW);
  await expect(heading(edited)).toHaveText(NEW);
  await press(panel.getByRole('combobox', { name: 'Kenmerk' }), 'ArrowDown');
  await tabTo(panel.getByRole('textbox', { name: 'Waarde' }));
  await edited.keyboard.type('Uitleg');
  await press(button('Pas toe'));
  await expect(heading(edited)).toHaveAttribute('title', 'Uitleg');
  for (const one of [edited.locator('#lead'), edited.locator('main > button')]) {
    await press(one);
    await press(button('Verberg'));
    await expect(one).toBeHidden();
  }
  await expectNoBarriers(edited);
  await press(panel.getByRole('listitem').filter({ hasText: '#lead' }).getByRole('button'));
  await expect(edited.locator('#lead')).toBeVisible();
  await tabTo(button('Bewaren'));
  // It is gone before the key is up again.
  await Promise.all([edited.waitForEvent('close'), edited.keyboard.press('Enter').catch(() => undefined)]);

  const row = page.getByRole('row', { name: /^Duidelijk/ });
  await expect(row).toContainText(`h1: html → ${NEW}; h1: title → Uitleg; button{display:none!important}`);
  await expect(row).not.toContainText('#lead');
  // Whoever edits is no visitor.
  expect(await warehouse.names('edit')).toEqual([]);
});

test('a page that nobody opened from Hoera gets no editor', async ({ visitor }) => {
  const page = await visitor();
  expect(await shown(page, '/alone/start#hoera-edit')).toBe(OLD);
  await expect(page.locator('script[src*=experiments]')).toHaveCount(1);
  await expect(page.locator('script[src*=editor]')).toHaveCount(0);
  await expect(page.getByRole('button')).toHaveCount(1);
});
