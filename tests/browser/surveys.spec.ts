/** A survey from its making to its answers, on a phone: staff asks, a company answers without account or scripts, staff reads. */
import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectNoBarriers, expectNoSidewaysScroll, HOERA, submit, tableRows, test } from './session.ts';

test.use({ viewport: { width: 390, height: 844 } });

const title = `Proef ${process.pid}`;
/** Of companies that nothing else approaches: who was approached lately gets no link. */
const kvk = (index: number) => String(98_000_000 + (process.pid % 10_000) * 20 + index);
const choose = (page: Page, question: RegExp, answer: string) =>
  page.getByRole('group', { name: question }).getByText(answer, { exact: true }).click();

test('staff asks, a company answers on its phone, staff sees it and codes what was said', async ({ page, browser }) => {
  await page.goto('/surveys');
  await page.getByRole('button', { name: 'Nieuw, met standaardvragen' }).click();
  await page.getByLabel('Titel').fill(title);
  await page.getByRole('button', { name: 'Vraag toevoegen' }).click();
  await expect(page).toHaveURL(/#vraag-8$/);
  await expect(page.getByLabel('Titel')).toHaveValue(title);
  const added = page.locator('section', { has: page.getByRole('heading', { name: '8. Nieuwe vraag' }) });
  await added.getByLabel('Vraag', { exact: true }).fill('Wat zou helpen?');
  await added.getByLabel('Soort vraag').selectOption('open');
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await page.getByRole('button', { name: /^Omhoog ?: Wat zou helpen/ }).click();
  await expect(page.getByRole('heading', { name: '7. Wat zou helpen?' })).toBeVisible();
  // Before the question it depends on a question cannot be asked; what was filled in stays.
  await page.getByRole('button', { name: /^Omhoog ?: Waar liep u vast/ }).click();
  await expect(page.getByRole('alert')).toContainText('hangt af van een vraag die er niet vóór staat');
  await expectNoBarriers(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole('link', { name: 'Proefinvullen' }).click();
  await page.getByRole('button', { name: 'Versturen' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expectNoBarriers(page);
  await page.getByRole('link', { name: 'Vragenlijst maken' }).click();
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('button', { name: 'Openzetten' }).click();

  await page.getByLabel('Lijst').setInputFiles({
    name: 'bedrijven.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      ['Naam;KvK-nummer', ...Array.from({ length: 12 }, (_, i) => `B${i};${kvk(i)}`), 'Onbekend;99999998'].join('\n')
    )
  });
  await page.getByRole('button', { name: 'Links maken' }).click();
  await expect(page.getByText('Links gemaakt: 13, voor een lijst van 13 regels.')).toBeVisible();
  await expect(page.getByText('Niet in het register: 13.')).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Lijst met links downloaden' }).click();
  const list = readFileSync(await (await waiting).path(), 'utf8')
    .trim()
    .split('\r\n');
  const links = list.slice(1).map((line) => line.split(';').at(-1)!.replaceAll('"', ''));
  expect(links.length).toBe(13);

  const phone = await browser.newContext({
    viewport: { width: 390, height: 844 },
    storageState: { cookies: [], origins: [] },
    javaScriptEnabled: false,
    extraHTTPHeaders: { origin: HOERA }
  });
  const form = await phone.newPage();
  await form.goto(links[0]!);
  await expect(form.getByRole('group', { name: /houdt u tegen/ })).toBeHidden();
  await choose(form, /^Kent u/, 'Alleen van naam');
  await form.getByLabel(/^Waarvoor kunt u/).fill('Bel me op 06-12345678');
  await choose(form, /^Hebt u geprobeerd/, 'Nee, niet geprobeerd');
  await form.getByRole('button', { name: 'Versturen' }).click();
  await expect(form.getByRole('alert')).toContainText('Wat houdt u tegen');
  await expect(form.getByRole('group', { name: /houdt u tegen/ })).toContainText('Kies een antwoord.');
  // What was filled in is still there.
  await expect(form.getByLabel('Alleen van naam')).toBeChecked();
  await expect(form.getByLabel(/^Waarvoor kunt u/)).toHaveValue('Bel me op 06-12345678');
  await choose(form, /houdt u tegen/, 'Het is te veel gedoe');
  await form.getByRole('button', { name: 'Versturen' }).click();
  await expect(form.getByRole('heading', { name: 'Bedankt' })).toBeVisible();
  expect(await phone.cookies()).toEqual([]);
  for (const link of links.slice(1)) await submit(phone.request, link, { q__bekend: 'niet', q__verplicht: 'nee' });
  await form.goto(`${links[0]!}x`);
  await expect(form.getByText('Deze link klopt niet')).toBeVisible();
  await phone.close();

  await page.getByRole('link', { name: 'Vragenlijsten' }).first().click();
  await page.getByRole('link', { name: title }).click();
  await expect(page.getByRole('table', { name: /^Kent u/ })).toBeVisible();
  const known = await tableRows(page, 'Kent u de Berichtenbox voor bedrijven?');
  // One of thirteen is too few to show, and so the twelve beside it stay hidden too.
  expect(known.map(([answer, count]) => [answer, count])).toEqual([
    ['Ja, ik weet wat ik ermee kan', '0'],
    ['Alleen van naam', 'verborgen'],
    ['Nee', 'verborgen']
  ]);
  await expectNoSidewaysScroll(page);
  await page.getByRole('link', { name: 'Antwoorden coderen (nog 1)' }).first().click();
  await expect(page.getByText('Bel me op [nummer]').last()).toBeVisible();
  await expectNoBarriers(page);
  await page.getByLabel('Weet het niet').check();
  await page.getByRole('button', { name: 'Codes opslaan' }).click();
  await expect(page.getByText('Gecodeerd: 1.')).toBeVisible();

  // What somebody said in a talk, staff fills in: without a number it is not kept, and not lost either.
  await page.goto('/surveys');
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('link', { name: 'Interview invullen' }).click();
  await choose(page, /^Kent u/, 'Nee');
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('group', { name: /^Kent u/ }).getByLabel('Nee')).toBeChecked();
  await expectNoBarriers(page);
  await expectNoSidewaysScroll(page);
  await page.getByLabel('KvK-nummer of code van de organisatie').fill(kvk(40));
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByText('Het interview is bewaard.')).toBeVisible();
});

test('the example survey tells what came out and who answered', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/surveys/voorbeeld-waarom-nog-niet');
  const [knows] = await tableRows(page, 'Kent u de Berichtenbox voor bedrijven?');
  expect(knows?.[2]).toMatch(/^\d\d,\d%.*\d\d,\d% tot \d\d,\d%/);
  expect((await tableRows(page, 'Wie vulden in?')).map(([size]) => size)).toEqual(['1', '2 tot 10', '10 of meer']);
  await expectNoBarriers(page);
  const answer = await page.request.get('/api/v1/surveys/voorbeeld-waarom-nog-niet');
  const { results } = (await answer.json()) as { results: { options: { count: number }[] }[] };
  expect(String(results[0]?.options[0]?.count)).toBe(knows?.[1]);
});
