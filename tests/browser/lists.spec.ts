/** A list experiment by staff without a statistician: from question to groups, from what arrived to what came out. */
import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectNoBarriers, expectNoSidewaysScroll, expectUsable, tableRows, test } from './session.ts';

test.use({ viewport: { width: 390, height: 844 } });

const name = `Bellen ${process.pid}`;
const kvk = (index: number) => String(99_000_000 + index);
const csv = (filename: string, lines: readonly string[]) => ({
  name: filename,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\n'))
});

async function downloaded(page: Page, link: string | RegExp): Promise<string[][]> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: link }).click();
  return readFileSync(await (await waiting).path(), 'utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(';').map((cell) => cell.replaceAll('"', '').replace('\ufeff', '')));
}

test('staff asks, hears whether it can tell anything, draws its list and says what arrived', async ({ page }) => {
  await page.goto('/experiments/lists');
  await page.getByRole('link', { name: 'Nieuw lijstexperiment' }).click();
  await page.getByLabel('Naam', { exact: true }).fill(name);
  await page.getByLabel('Vraag').fill('Helpt het om te bellen?');
  await page.getByLabel('Groep 2: naam').fill('geen contact');
  await expectNoBarriers(page);
  await page.getByRole('button', { name: 'Kladversie maken' }).click();
  // Two groups of the same name are none; what was filled in is still there.
  await expect(page.getByRole('alert')).toContainText('heten hetzelfde');
  await expect(page.getByLabel('Vraag')).toHaveValue('Helpt het om te bellen?');
  await page.getByLabel('Groep 2: naam').fill('bellen');
  await page.getByLabel(/^Kleinste verschil/).fill('0,5');
  await page.getByRole('button', { name: 'Kladversie maken' }).click();

  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page.getByText(/zijn te weinig voor 2 groepen\. Je ziet pas een verschil van/)).toBeVisible();
  await page.getByLabel(/^Kleinste verschil/).fill('10');
  await page.getByRole('button', { name: 'Ontwerp opslaan' }).click();
  await expect(
    page.getByText('Ja. Er zijn genoeg organisaties om een verschil van 10 procentpunt te zien.')
  ).toBeVisible();
  await expectUsable(page);
  await page.setViewportSize({ width: 390, height: 844 });

  const rows = Array.from({ length: 400 }, (_, index) => `Bedrijf ${index};${kvk(index)}`);
  const list = csv('bedrijven.csv', ['Naam;KvK-nummer', ...rows, 'Onbekend;99999998', 'Zonder;12']);
  await page.getByLabel('Lijst', { exact: true }).setInputFiles(list);
  await page.getByRole('button', { name: 'Alleen nakijken' }).click();
  await expect(page.getByText(/^Let op|Nagekeken: van 402 regels/).first()).toBeVisible();
  await expect(page.getByText('Andere redenen gelden voor te weinig bedrijven om te tonen')).toBeVisible();
  await page.getByLabel('Lijst', { exact: true }).setInputFiles(list);
  await page.getByRole('button', { name: 'Loten', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Vul in waarvoor je de lijst gebruikt');
  await page.getByLabel('Waarvoor gebruik je de lijst?').fill('Proef met bellen');
  await page.getByLabel('Lijst', { exact: true }).setInputFiles(list);
  await page.getByRole('button', { name: 'Loten', exact: true }).click();
  await expect(page.getByText(/Geloot: \d+ organisaties, van 402 regels\./)).toBeVisible();
  const drawn = await downloaded(page, 'Hele lijst met groep');
  expect(drawn[0]).toEqual(['Naam', 'KvK-nummer', 'groep']);
  const called = await downloaded(page, 'Alleen bellen');
  const left = drawn.slice(1).filter(([, , group]) => group === 'geen contact');
  expect(called.length - 1 + left.length).toBe(drawn.length - 1);
  expect(Math.abs(called.length - 1 - left.length)).toBeLessThanOrEqual(1);
  await expectNoSidewaysScroll(page);

  // What arrived: of half of them it is known, and one line is about somebody else.
  const told = called.slice(1).filter((_, index) => index % 2 === 0);
  await page
    .getByLabel('Lijst met bezorging')
    .setInputFiles(
      csv('bezorgd.csv', [
        'KvK-nummer;Status',
        ...told.map(([, number]) => `${number!};gesproken`),
        '99999998;gesproken'
      ])
    );
  await page.getByRole('button', { name: 'Inlezen' }).click();
  await expect(page.getByText(`Ingelezen: ${told.length} organisaties, van ${told.length + 1} regels.`)).toBeVisible();
  const refused = await tableRows(page, /^Geweigerde regels/);
  expect(refused).toEqual([[String(told.length + 2), 'niet geloot voor dit experiment']]);
  const progress = await tableRows(page, 'Hoe het loopt');
  expect(progress.find(([group]) => group === 'bellen')?.[2]).toContain(`${told.length} (`);
  await expect(page.getByText(/tellen we één keer/)).toBeVisible();
  await expectUsable(page);
});

test('what came out of the examples is told once, with what is not known', async ({ page }) => {
  await page.goto('/experiments/lists/list_voorbeeld-bellen');
  await expect(page.getByText(/Bellen helpt: van elke 1\.000 benaderde organisaties/).first()).toBeVisible();
  await expect(page.getByText('Wat we niet weten')).toBeVisible();
  await expect(page.getByText(/opnieuw uitgerekend uit wat is vastgelegd, en klopt/)).toBeVisible();
  await expectUsable(page);

  // One was brought in step by step.
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/experiments/lists/list_voorbeeld-op-bezoek');
  // So few came while they waited that only the side of it is told, and no figure that would tell how many.
  await expect(page.getByText(/^Van wie aan de beurt was ging een groter deel/)).toBeVisible();
  await expect(page.getByText('Extra per 1.000 benaderd')).toBeHidden();
  await expect(page.getByText(/opnieuw uitgerekend uit wat is vastgelegd, en klopt/)).toBeVisible();

  // One is over and waits for somebody to write down what came out; it can be done once.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/experiments/lists');
  await expectNoSidewaysScroll(page);
  await page.getByRole('link', { name: 'Voorbeeld: herinnering per e-mail' }).click();
  await page.getByRole('button', { name: 'Uitkomst vastleggen' }).click();
  await expect(page.getByRole('heading', { name: 'Wat kwam eruit?' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Uitkomst vastleggen' })).toBeHidden();
  const rows = await tableRows(page, 'Per groep');
  expect(rows.map(([group]) => group)).toEqual(['geen contact', 'herinnering']);
});
