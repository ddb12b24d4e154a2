/** Taking in a file with mistakes: what it was understood as, what was refused and why, and once only. */
import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectNoBarriers, test, tableRows } from './session.ts';

const source = `proef-${process.pid}`;
const good = (index: number) =>
  `P${index};${99_100_000 + index};Gemeente Oss;Subsidie;box;${1 + (index % 28)}-10-2026 10:00`;
const CSV = [
  'kenmerk;kvk;overheid;proces;kanaal;verzonden',
  ...Array.from({ length: 40 }, (_, index) => good(index)),
  'P40;12;Gemeente Oss;Subsidie;box;1-10-2026 10:00',
  'P41;99100041;Gemeente Oss;Subsidie;duif;1-10-2026 10:00',
  'P42;99100042;Gemeente Oss;Subsidie;box;31-31-2026 10:00',
  good(0)
].join('\n');

test('a file with mistakes: preview, account, refused rows back, and not twice', async ({ page }) => {
  const upload = async () => {
    await page.goto('/imports/new');
    await page.getByLabel('Bron').fill(source);
    await page
      .getByLabel('Bestand')
      .setInputFiles({ name: 'berichten.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await page.getByRole('button', { name: 'Verder naar de controle' }).click();
  };
  await upload();
  await expect(page.getByLabel(/Organisatie|KvK/).first()).toHaveValue('kvk');
  await expect(page.getByRole('cell', { name: 'Gemeente Oss' }).first()).toBeVisible();
  // The registry of the example knows none of these organisations: said once, and no reason to stop.
  await expect(page.getByText('Geen van de eerste 5 organisaties staat in het register.')).toBeVisible();
  await page.getByRole('button', { name: 'Toch importeren' }).click();
  await expect(page.getByText(/40 van de 44/)).toBeVisible({ timeout: 30_000 });

  await expect(page.getByText('Geen van de eerste 40 organisaties staat in het register.')).toBeVisible();
  const faults = (await tableRows(page, /./)).flat().join(' ');
  expect(faults).toMatch(/3/);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /geweigerde/i }).click();
  const text = readFileSync(await (await download).path(), 'utf8');
  for (const [line, column] of [
    ['42', '"P40";"kvk'],
    ['43', '"P41";"kanaal'],
    ['44', '"P42";"verzonden']
  ]) {
    expect(text).toMatch(new RegExp(`(^|\\n|;|,)"?${line}"?[;,]${column}`));
  }

  await upload();
  await page.getByRole('button', { name: 'Toch importeren' }).click();
  await expect(page.getByText(/al eerder|al geïmporteerd|is al/i)).toBeVisible({ timeout: 30_000 });
});

test('how a column was understood can be changed, and what the source does not give is said to be that', async ({
  page
}) => {
  const own = `${source}-b`;
  const lines = [
    'kenmerk;relatie;overheid;proces;kanaal;verzonden;geopend',
    'Q1;99200001;Gemeente Oss;Subsidie;box;1-10-2026;2-10-2026',
    // As late as this the file tells of the first.
    'Q2;99200001;Gemeente Oss;Subsidie;box;15-11-2026;'
  ];
  await page.goto('/imports/new');
  await page.getByLabel('Bron').fill(own);
  await page
    .getByLabel('Bestand')
    .setInputFiles({ name: 'eigen.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await page.getByRole('button', { name: 'Verder naar de controle' }).click();
  const organisation = page.getByRole('combobox', { name: /^Organisatie/ });
  await expect(organisation).toHaveValue('');
  await organisation.selectOption('relatie');
  await page.getByRole('combobox', { name: 'Gelezen' }).selectOption('');
  await expect(page.getByText(/staat niet in het register/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Importeren' }).click();
  // What was chosen is looked at before anything is imported, and stays chosen.
  await expect(page.getByText('De eerste organisatie staat niet in het register.')).toBeVisible();
  await expect(organisation).toHaveValue('relatie');
  await expect(page.getByRole('combobox', { name: 'Gelezen' })).toHaveValue('');
  await expectNoBarriers(page);
  await page.getByRole('button', { name: 'Toch importeren' }).click();
  await expect(page.getByText('2 van de 2')).toBeVisible({ timeout: 30_000 });
  await page.goto('/organisations');
  const opened = page.getByRole('table', { name: /geopend/i }).getByRole('row', { name: own });
  await expect(opened).toContainText('niet beschikbaar bij deze bron');
});

test('a large file shows how far it is, how fast it goes and how long it still takes', async ({ page }) => {
  // A few seconds of reading: the page looks once a second.
  const rows = 80_000;
  const lines = Array.from({ length: rows }, (_, index) => `R${good(index % 400).replace(/^P\d+/, String(index))}`);
  await page.goto('/imports/new');
  await page.getByLabel('Bron').fill(`${source}-c`);
  await page.getByLabel('Bestand').setInputFiles({
    name: 'groot.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['kenmerk;kvk;overheid;proces;kanaal;verzonden', ...lines].join('\n'))
  });
  await page.getByRole('button', { name: 'Verder naar de controle' }).click();
  await page.getByRole('button', { name: 'Toch importeren' }).click();
  const bar = page.getByRole('progressbar');
  const seen: number[] = [];
  const notes: string[] = [];
  const done = page.getByText('80.000 van de 80.000');
  while (!(await done.isVisible())) {
    const [now, note] = await page
      .getByRole('main')
      .evaluate((main) => [main.querySelector('progress')?.position, main.querySelector('progress + *')?.textContent]);
    if (typeof now === 'number' && now !== seen.at(-1)) seen.push(now);
    if (typeof note === 'string' && note !== notes.at(-1)) notes.push(note);
    await page.waitForTimeout(100);
  }
  expect(await bar.count()).toBe(0);
  expect(seen.length, `it moved: ${seen.join(' ')}`).toBeGreaterThan(1);
  expect(seen.filter((part) => part > 0 && part < 1)).not.toEqual([]);
  expect(notes.join('\n')).toMatch(/^[\d.]*\d rijen gelezen, [\d.]*\d per seconde, nog ongeveer /m);
});

test('a file that is no table is refused in words', async ({ page }) => {
  await page.goto('/imports/new');
  await page.getByLabel('Bron').fill(source);
  await page.getByLabel('Bestand').setInputFiles({
    name: 'oud.xls',
    mimeType: 'application/vnd.ms-excel',
    buffer: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3])
  });
  await page.getByRole('button', { name: 'Verder naar de controle' }).click();
  await expect(page.getByRole('alert')).toContainText(/Excel/);
  await page
    .getByLabel('Bestand')
    .setInputFiles({ name: 'verslag.csv', mimeType: 'text/csv', buffer: Buffer.from('%PDF-1.4 hallo') });
  await page.getByRole('button', { name: 'Verder naar de controle' }).click();
  await expect(page.getByRole('alert')).toContainText(
    'Dit bestand is een PDF. Kies een bestand in CSV, Excel (.xlsx), NDJSON of Parquet.'
  );
});

test('what a file needs is said before uploading, with a small file to begin with that comes in as it is', async ({
  page
}) => {
  await page.goto('/imports/new');
  const fold = page.locator('details', { hasText: 'Register van organisaties' });
  await fold.locator('summary').press('Enter');
  await expect(fold.getByText('Een organisatie zonder aanleiding (proces) staat niet in de trechter.')).toBeVisible();
  const table = fold.getByRole('table');
  await expect(table.getByRole('row', { name: /^doelgroep/ })).toContainText('afdeling, team of department');
  await expectNoBarriers(page);
  const waiting = page.waitForEvent('download');
  await fold.getByRole('link', { name: /Voorbeeldbestand/ }).click();
  await page.getByLabel('Wat is het?').selectOption('organisations');
  await page.getByLabel('Bron').fill(`${source}-r`);
  await page
    .getByLabel('Bestand')
    .setInputFiles({ name: 'voorbeeld.csv', mimeType: 'text/csv', buffer: readFileSync(await (await waiting).path()) });
  await page.getByRole('button', { name: 'Verder naar de controle' }).click();
  await expect(page.getByRole('combobox', { name: 'Processen met aanleiding' })).toHaveValue('aanleidingen');
  await expect(page.getByRole('button', { name: 'Importeren' })).toBeVisible();
  await page.getByRole('link', { name: 'Annuleren' }).click();
  await expect(page).toHaveURL(/\/imports\/new$/);
});
