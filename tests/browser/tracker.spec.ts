/** The tracker on pages of another origin, in a real browser, against the real server: what arrives in the warehouse. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { quiet, waiting, warehouseOf, type Warehouse } from './arrived.ts';
import { startFixtureSite, type FixtureSite } from './fixture-site.ts';
import { hoera, HOERA } from './session.ts';

const MINUTE = 60_000;

let site: FixtureSite;
let arrived: Warehouse['arrived'];
let names: Warehouse['names'];
let expectArrived: Warehouse['expectArrived'];

test.beforeAll(async () => {
  site = await startFixtureSite(`${HOERA}/tracker.js`);
  const slug = `proef-${new URL(site.origin).port}`;
  site.key = hoera('site', 'create', slug, '--origin', site.origin, '--event', 'guide_opened');
  ({ arrived, names, expectArrived } = warehouseOf(slug));
});
test.afterAll(() => site.close());

/** Answers of the server to what a page sends. */
function answers(page: Page): { status: number; body: unknown }[] {
  const seen: { status: number; body: unknown }[] = [];
  page.on('response', (response) => {
    if (!response.url().includes('/collect')) return;
    const answer = { status: response.status(), body: undefined as unknown };
    seen.push(answer);
    response.json().then(
      (body: unknown) => (answer.body = body),
      () => undefined
    );
  });
  return seen;
}

const stored = (page: Page) =>
  page.evaluate(() => ({ local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie }));

test('a page view arrives with what it may carry and nothing else, and no cookie is set', async ({ page, context }) => {
  const seen = answers(page);
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(`${site.origin}/view/start?email=iemand@example.nl&utm_campaign=voorjaar&bsn=123456782#deel`);
  await expectArrived('view', ['page_view']);
  expect((await arrived('view'))[0]).toMatchObject({
    path: '/view/start',
    campaign: 'voorjaar',
    language: 'nl',
    host: 'www.brabant.example',
    properties: {}
  });
  expect(seen).toEqual([{ status: 202, body: { accepted: 1, duplicate: 0, refused: [] } }]);
  expect(await context.cookies()).toEqual([]);
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  expect(errors).toEqual([]);
});

test('only campaign tags of an address leave the page', async ({ page }) => {
  const bodies: string[] = [];
  page.on('request', (request) => request.url().includes('/collect') && bodies.push(request.postData() ?? ''));
  await page.goto(`${site.origin}/bare/start?email=iemand@example.nl&utm_source=brief&bsn=123456782#deel`);
  await expect.poll(() => bodies.length).toBe(1);
  const { events } = JSON.parse(bodies[0]!) as { events: { url: string; referrer: string }[] };
  expect(events[0]?.url).toBe(`${site.origin}/bare/start?&utm_source=brief`);
  expect(bodies[0]).not.toMatch(/iemand|123456782|deel/);
});

test('a visitor stays the same over pages, a session too', async ({ page }) => {
  await page.goto(`${site.origin}/pages/start`);
  await page.click('#inside');
  await expectArrived('pages', ['page_view', 'page_view']);
  const [first, second] = await arrived('pages');
  expect(second?.visitor).toBe(first?.visitor);
  expect(second?.session).toBe(first?.session);
  expect(second?.path).toBe('/pages/second');
  expect(second?.referrer).toBe('www.brabant.example');
});

test('a session ends after half an hour of rest, a visitor after ninety days', async ({ page }) => {
  await page.clock.install({ time: new Date('2026-01-01T12:00:00Z') });
  // Which moment the page believes it is does not matter here, only the identifiers.
  const ids: { visitor: string; session: string }[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/collect'))
      ids.push(...(JSON.parse(request.postData() ?? '{}') as { events: typeof ids }).events);
  });
  for (const [index, forward] of [0, 29 * MINUTE, 31 * MINUTE, 2161 * 60 * MINUTE].entries()) {
    await page.clock.fastForward(forward);
    await page.goto(`${site.origin}/rest/start`);
    await page.clock.runFor(2_000);
    await expect.poll(() => ids.length).toBe(index + 1);
  }
  const [first, within, after, muchLater] = ids;
  expect([within?.visitor, within?.session]).toEqual([first?.visitor, first?.session]);
  expect(after?.visitor).toBe(first?.visitor);
  expect(after?.session).not.toBe(first?.session);
  expect(muchLater?.visitor).not.toBe(first?.visitor);
});

test('a page within the page counts once for each address', async ({ page }) => {
  await page.goto(`${site.origin}/spa/start`);
  await page.click('#spa');
  await page.waitForTimeout(400);
  await page.click('#same');
  await page.waitForTimeout(400);
  await page.goBack();
  await page.goBack();
  await page.waitForTimeout(400);
  await expectArrived('spa', ['page_view', 'page_view', 'page_view']);
  expect((await arrived('spa')).map(({ path, campaign }) => [path, campaign])).toEqual([
    ['/spa/start', ''],
    ['/spa/deeper', 'spring'],
    ['/spa/start', '']
  ]);
});

test('clicks to elsewhere, downloads and marked buttons are told; mail addresses are not', async ({ page }) => {
  await page.goto(`${site.origin}/click/start`);
  await page.evaluate(() =>
    document.querySelector('#mail')?.addEventListener('click', (event) => event.preventDefault())
  );
  await page.click('#mail');
  await page.click('#marked');
  await page.click('#file');
  await page.click('#outside');
  await expectArrived('click', ['page_view', 'help_viewed', 'download', 'link_outbound']);
  const [, , download, outbound] = await arrived('click');
  expect(download?.properties).toEqual({
    to: `${site.origin.replace(/\d+$/, '')}${new URL(site.origin).port}/click/folder.pdf`
  });
  expect(outbound?.properties['to']).toMatch(/^http:\/\/elsewhere\.example:\d+\/there\/start$/);
});

test('a marked part is told when it comes into view, once', async ({ page }) => {
  await page.goto(`${site.origin}/seen/start`);
  await page.waitForTimeout(600);
  for (let time = 0; time < 2; time++) {
    await page.locator('p[data-hoera-event]').scrollIntoViewIfNeeded();
    await page.waitForTimeout(400);
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(400);
  }
  await expectArrived('seen', ['page_view', 'information_read']);
});

test('own events go through, also those called before the tracker was there', async ({ page }) => {
  await page.goto(`${site.origin}/own/start#queued`);
  await page.evaluate(() =>
    (window as unknown as { hoera: (name: string, properties: object) => void }).hoera('guide_opened', {
      chapter: 'three'
    })
  );
  await expectArrived('own', ['page_view', 'guide_opened', 'guide_opened']);
  expect((await arrived('own')).map(({ properties }) => properties['chapter'])).toEqual([undefined, 'two', 'three']);
});

test('a form is followed from start to submit, without what is filled in', async ({ page }) => {
  const bodies: string[] = [];
  page.on('request', (request) => request.url().includes('/collect') && bodies.push(request.postData() ?? ''));
  await page.goto(`${site.origin}/submit/form`);
  await page.waitForTimeout(400);
  await page.fill('#kvk', '99');
  await page.click('button');
  await page.fill('#kvk', '99000001');
  await page.evaluate(() => {
    const wrong = document.querySelector<HTMLElement>('#wrong')!;
    wrong.textContent = 'Het nummer 99000001 is onbekend';
    wrong.hidden = false;
  });
  await page.waitForTimeout(400);
  await page.evaluate(() => (document.querySelector<HTMLElement>('#second')!.hidden = false));
  await page.waitForTimeout(400);
  await page.click('button');
  await page.goto('about:blank');
  await expectArrived('submit', [
    'page_view',
    'form_step',
    'form_start',
    'form_error',
    'form_error',
    'form_step',
    'form_submit'
  ]);
  const events = await arrived('submit');
  expect(new Set(events.slice(1).map(({ properties }) => properties['form']))).toEqual(new Set(['aansluiten']));
  expect(events.map(({ properties }) => properties['step'] ?? properties['field'])).toEqual([
    undefined,
    'gegevens',
    undefined,
    'kvk',
    'kvk',
    'controle',
    undefined
  ]);
  expect(bodies.join()).not.toMatch(/99000001|onbekend/);
});

test('a form that was begun and left is told on the way out, by beacon', async ({ page }) => {
  await page.goto(`${site.origin}/leave/form`);
  await page.waitForFunction(() => String(localStorage['hoera']).includes('form_step'));
  await page.fill('#kvk', '12');
  // No other page of the site follows that could send it instead.
  await page.goto('about:blank');
  await expectArrived('leave', ['page_view', 'form_step', 'form_start', 'form_abandon']);
  expect((await arrived('leave')).at(-1)?.properties).toEqual({ form: 'aansluiten' });
});

test('a summary of errors in an alert counts for the form that is filled in, once for the same words', async ({
  page
}) => {
  await page.goto(`${site.origin}/alert/form`);
  await page.focus('#q');
  await page.focus('#kvk');
  for (const words of ['Er ging iets mis', 'Er ging iets mis', 'Er ging iets anders mis']) {
    await page.evaluate((text) => (document.querySelector('#summary')!.textContent = text), words);
    await page.waitForTimeout(400);
  }
  await expect
    .poll(async () => (await names('alert')).filter((name) => name === 'form_error').length, { timeout: 20_000 })
    .toBe(2);
  const starts = (await arrived('alert')).filter(({ name }) => name === 'form_start');
  expect(starts.map(({ properties }) => properties['form']).sort()).toEqual(['aansluiten', 'zoeken']);
});

test('who is identified is an organisation from then on, and a number nowhere', async ({ page }) => {
  await page.goto(`${site.origin}/identify/start`);
  await page.evaluate(() => {
    const { hoera } = window as unknown as { hoera: (name: string, properties?: object) => void };
    hoera('identify', { organisation: '99000001' });
    hoera('box_created');
  });
  // The last two may be of the same millisecond, and then come in any order.
  const told = async () => (await names('identify')).sort();
  await expect.poll(told, { timeout: 20_000 }).toEqual(['box_created', 'identify', 'page_view']);
  const events = await arrived('identify');
  const [before, identified, after] = ['page_view', 'identify', 'box_created'].map((one) =>
    events.find(({ name }) => name === one)
  );
  expect(before?.organisation).toBe('0');
  expect(identified?.organisation).not.toBe('0');
  expect(after?.organisation).toBe(identified?.organisation);
  expect(JSON.stringify(await arrived('identify'))).not.toContain('99000001');
});

test('opting out stops everything and forgets the visitor; opting in begins anew', async ({ page }) => {
  const opt = (word: string) =>
    page.evaluate((name) => (window as unknown as { hoera: (name: string) => void }).hoera(name), word);
  await page.goto(`${site.origin}/opt/start`);
  await expectArrived('opt', ['page_view']);
  await opt('optout');
  expect((await stored(page)).local).toEqual({ hoera: '{"optout":true}' });
  const seen = answers(page);
  await page.click('#marked');
  await page.goto(`${site.origin}/opt/second`);
  await page.waitForTimeout(1_500);
  expect(seen).toEqual([]);
  await opt('optin');
  await page.click('#marked');
  await expectArrived('opt', ['page_view', 'help_viewed']);
  const [before, after] = await arrived('opt');
  expect(after?.visitor).not.toBe(before?.visitor);
});

test.describe('whoever asks not to be followed', () => {
  const wishes: [string, () => void][] = [
    ['Do Not Track', () => Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })],
    [
      'Global Privacy Control',
      () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })
    ]
  ];
  for (const [wish, make] of wishes) {
    test(`${wish}: nothing is sent and nothing is stored`, async ({ page }) => {
      const sent: string[] = [];
      page.on('request', (request) => request.url().includes('/collect') && sent.push(request.url()));
      await page.addInitScript(make);
      await page.goto(`${site.origin}/wish/start#queued`);
      await page.click('#marked');
      await page.evaluate(() => (window as unknown as { hoera: (name: string) => void }).hoera('guide_opened'));
      await page.waitForTimeout(1_500);
      await page.goto('about:blank');
      await page.goto(`${site.origin}/wish/second`);
      expect(await stored(page)).toEqual({ local: {}, session: {}, cookie: '' });
      expect(sent).toEqual([]);
    });
  }
});

test('what happens offline waits and arrives once, with the time it happened', async ({ page, context }) => {
  await page.goto(`${site.origin}/offline/start`);
  await expectArrived('offline', ['page_view']);
  await quiet(page);
  await context.setOffline(true);
  const before = Date.now();
  await page.click('#marked');
  await page.waitForTimeout(1_500);
  expect(await waiting(page)).toBe(1);
  await context.setOffline(false);
  await expectArrived('offline', ['page_view', 'help_viewed']);
  await quiet(page);
  const [, clicked] = await arrived('offline');
  expect(Math.abs(Date.parse(clicked!.at) - before)).toBeLessThan(1_400);
});

test('what one page could not send, the next page sends', async ({ page, context }) => {
  await page.goto(`${site.origin}/next/start`);
  await quiet(page);
  await context.route('**/collect**', (route) => route.abort());
  await page.evaluate(() => (navigator.sendBeacon = () => false));
  await page.click('#marked');
  await page.goto(`${site.origin}/next/second`);
  await context.unroute('**/collect**');
  await expectArrived('next', ['page_view', 'help_viewed', 'page_view']);
});

test('a server that asks for patience gets it, and the same events with the same ids', async ({ page }) => {
  const attempts: { at: number; ids: string[] }[] = [];
  await page.route('**/collect**', async (route) => {
    const { events } = JSON.parse(route.request().postData() ?? '{}') as { events: { id: string }[] };
    attempts.push({ at: Date.now(), ids: events.map(({ id }) => id) });
    if (attempts.length === 1) {
      const headers = {
        'retry-after': '3',
        'access-control-allow-origin': site.origin,
        'access-control-expose-headers': 'retry-after'
      };
      await route.fulfill({ status: 503, headers });
    } else await route.continue();
  });
  await page.goto(`${site.origin}/patience/start`);
  await expectArrived('patience', ['page_view']);
  expect(attempts[1]!.ids).toEqual(attempts[0]!.ids);
  expect(attempts[1]!.at - attempts[0]!.at).toBeGreaterThanOrEqual(2_900);
});

test('at most 200 events wait, the newest', async ({ page, context }) => {
  await context.route('**/collect**', (route) => route.abort());
  await page.goto(`${site.origin}/many/start`);
  await page.evaluate(() => {
    for (let n = 0; n < 300; n++)
      (window as unknown as { hoera: (name: string, properties: object) => void }).hoera('guide_opened', { n });
  });
  const queue = await page.evaluate(
    () => (JSON.parse(localStorage['hoera']!) as { queue: { properties: { n: number } }[] }).queue
  );
  // The limit is applied when the queue is read, so one more can stand at its end.
  expect(queue.length).toBeLessThanOrEqual(201);
  expect(queue.at(-1)?.properties.n).toBe(299);
});

test('a browser that keeps its storage shut still tells, from memory', async ({ page }) => {
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        }
      });
    }
  });
  await page.goto(`${site.origin}/shut/start`);
  await page.click('#marked');
  await expectArrived('shut', ['page_view', 'help_viewed']);
  const [first, second] = await arrived('shut');
  expect(second?.visitor).toBe(first?.visitor);
  expect(second?.session).toBe(first?.session);
  expect(errors).toEqual([]);
});

test('a hostile page is text to us, and notices nothing', async ({ page }) => {
  const bodies: string[] = [];
  page.on('request', (request) => request.url().includes('/collect') && bodies.push(request.postData() ?? ''));
  await page.goto(`${site.origin}/hostile/%3Cscript%3Ealert(1)%3C%2Fscript%3E/hostile`);
  await page.focus('#field');
  await page.evaluate(() => {
    // Else the browser follows the link.
    document.querySelector('svg a')?.addEventListener('click', (event) => event.preventDefault());
    document.querySelector('#vector')?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    document.dispatchEvent(new FocusEvent('focusin'));
    document.dispatchEvent(new window.Event('submit'));
    const { hoera } = window as unknown as { hoera: (...call: unknown[]) => void };
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    hoera('guide_opened', circle);
    hoera('identify');
    hoera();
  });
  await expect
    .poll(() => names('hostile'), { timeout: 20_000 })
    .toEqual(expect.arrayContaining(['page_view', 'form_start']));
  const events = await arrived('hostile');
  expect(events.find(({ name }) => name === 'form_start')?.properties['form']).toBe(
    '"><img src=x onerror=window.hurt=1>'
  );
  expect(bodies.join()).not.toContain('DROP TABLE');
  expect(await page.evaluate(() => (window as unknown as { broken: number }).broken)).toBe(0);

  // Where such text is shown to staff it stays text too.
  await page.goto(`${HOERA}/login?next=/events`);
  await page.getByLabel('E-mailadres').fill(process.env['HOERA_ADMIN_EMAIL'] ?? '');
  await page.getByLabel('Wachtwoord').fill(process.env['HOERA_ADMIN_PASSWORD'] ?? '');
  await page.getByRole('button', { name: 'Inloggen' }).click();
  await page.waitForURL('**/events');
  await page.waitForTimeout(1_000);
  expect(await page.evaluate(() => (window as unknown as { hurt?: number }).hurt)).toBeUndefined();
});

test('two tabs of one site do not lose or double each other’s events', async ({
  context
}: {
  context: BrowserContext;
}) => {
  await context.route('**/collect**', (route) => route.abort());
  const tabs = await Promise.all([context.newPage(), context.newPage()]);
  for (const tab of tabs) await tab.goto(`${site.origin}/tabs/start`);
  for (let time = 0; time < 5; time++) for (const tab of tabs) await tab.click('#marked');
  expect(await waiting(tabs[0]!)).toBe(12);
  await context.unroute('**/collect**');
  await expect.poll(async () => (await names('tabs')).length, { timeout: 30_000 }).toBe(12);
  await quiet(tabs[0]!);
});
