/** Motives from a list of the project team's own to an answer on a phone, and back in the shares. */
import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectNoBarriers, expectNoSidewaysScroll, HOERA, invited, tableRows, test } from './session.ts';

const SURVEY = '/surveys/voorbeeld-waarom-nog-niet';

/** Of companies of the example that no other test looks at. */
const list = (from: number, to: number) => ({
  name: 'adressen.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'Naam;KvK-nummer',
      ...Array.from({ length: to - from }, (_, i) => `Bedrijf ${from + i};${99_000_000 + from + i}`)
    ].join('\n')
  )
});

async function downloaded(page: Page, link: string | RegExp): Promise<string[][]> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: link }).first().click();
  const text = readFileSync(await (await waiting).path(), 'utf8').replace('\ufeff', '');
  return text
    .trim()
    .split('\r\n')
    .map((line) => line.split(';').map((cell) => cell.slice(1, -1)));
}

test('whom to approach comes out of a list of their own; one of them answers on a phone, and counts', async ({
  page,
  browser
}) => {
  test.slow();
  expect((await page.goto('/motives/list'))?.status()).toBe(403);
  const theirs = await invited(page, browser, { role: 'Projectteam', name: 'Toon van het projectteam' });

  await theirs.goto('/motives/list');
  const targets = theirs.locator('form', { has: theirs.getByRole('button', { name: 'Maak de doellijst' }) });
  const make = async (approach: boolean) => {
    await targets.getByLabel('Adressenlijst').setInputFiles(list(100, 300));
    await targets.getByLabel('Waarvoor gebruik je dit?').fill('Brief over de Berichtenbox');
    await targets.getByLabel('Ik ga deze bedrijven benaderen').setChecked(approach);
    await targets.getByRole('button', { name: 'Maak de doellijst' }).click();
    await expect(theirs.getByText(/van de 200 rijen hebben het motief weten/)).toBeVisible();
  };
  await make(false);
  const [header, ...rows] = await downloaded(theirs, 'Download als CSV');
  expect(header).toEqual(['Naam', 'KvK-nummer', 'motief', 'kans', 'volgens']);
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.every(([, , motive, chance]) => motive === 'weten' && Number(chance!.replace(',', '.')) >= 0.5)).toBe(
    true
  );
  const [, kvk] = rows.find(([, , , , basis]) => basis === 'gedrag')!;
  await expectNoBarriers(theirs);

  // It gets a link, and says on a phone that it knows the box well.
  await page.goto(SURVEY);
  await page.getByLabel('Lijst').setInputFiles({
    name: 'een.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`KvK-nummer\n${kvk}`)
  });
  await page.getByRole('button', { name: 'Links maken' }).click();
  const [, link] = await downloaded(page, 'Lijst met links downloaden');
  const told = async () => {
    const { shares } = (await (await page.request.get('/api/v1/motives')).json()) as {
      shares: { answered: number; powered: { estimate: { value: number } } }[];
    };
    return { answered: shares[0]!.answered, share: shares[0]!.powered.estimate.value };
  };
  const before = await told();
  const phone = await browser.newContext({
    viewport: { width: 390, height: 844 },
    storageState: { cookies: [], origins: [] },
    extraHTTPHeaders: { origin: HOERA }
  });
  const form = await phone.newPage();
  await form.goto(link!.at(-1)!);
  const choose = (question: RegExp, answer: string) =>
    form.getByRole('group', { name: question }).getByText(answer, { exact: true }).click();
  await choose(/^Kent u/, 'Ja, ik weet wat ik ermee kan');
  await choose(/houdt u tegen/, 'Ik gebruik liever e-mail of post');
  await form.getByRole('button', { name: 'Versturen' }).click();
  await expect(form.getByRole('heading', { name: 'Bedankt' })).toBeVisible();
  await phone.close();
  await expect
    .poll(async () => (await told()).answered, { timeout: 60_000, intervals: [500] })
    .toBeGreaterThan(before.answered);
  // One that knows it well more than was counted before: the share that does not know it becomes another, and by no more than one answer can.
  const { share } = await told();
  expect(share).not.toBe(before.share);
  expect(Math.abs(share - before.share)).toBeLessThan(0.05);

  // Its own word counts now, and what behaviour makes of it stands beside it.
  await theirs.goto('/motives/list');
  const one = theirs.locator('form', { has: theirs.getByRole('button', { name: 'Bekijk het bewijs' }) });
  await one.getByLabel('KvK-nummer of kenmerk').fill(kvk!);
  await one.getByLabel('Waarvoor gebruik je dit?').fill('Zij vroeg waarom wij schreven');
  await one.getByRole('button', { name: 'Bekijk het bewijs' }).click();
  await expect(theirs.getByRole('table', { name: 'Wat eruit volgt' })).toBeVisible();
  const [weten, willen] = await tableRows(theirs, 'Wat eruit volgt');
  expect(weten!.slice(0, 3)).toEqual(['Weten', '0,0%', 'eigen antwoord']);
  expect(weten![3]).toContain('het antwoord telt');
  // And what it rests on: the question, the answer and its day; the rules that hold, by their version.
  const sayings = await tableRows(theirs, 'Wat zij zelf zei');
  expect(sayings.map((row) => row.slice(0, 3))).toContainEqual([
    'Weten',
    'Kent u de Berichtenbox voor bedrijven?',
    'Ja, ik weet wat ik ermee kan'
  ]);
  expect(sayings[0]![4]).toBe(new Date().toLocaleDateString('nl-NL', { timeZone: 'Europe/Amsterdam' }));
  const held = await tableRows(theirs, /^Regels die voor haar kloppen \(versie \d+\)$/);
  expect(held.length).toBeGreaterThan(0);
  expect(willen!.slice(0, 3)).toEqual(['Willen', '100,0%', 'eigen antwoord']);
  await expectNoBarriers(theirs);
  await theirs.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(theirs);
  await make(true);
  await expect(theirs.getByText('De bedrijven in de lijst gelden vanaf vandaag als benaderd.')).toBeVisible();
  await theirs.context().close();
  await page.goto('/settings/audit');
  await expect(page.getByText('Doellijst gemaakt').first()).toBeVisible();
  await expect(page.getByText('Bewijs van één organisatie bekeken')).toBeVisible();
});

test('a manager reads the share with its interval, and where to begin; the view is kept under a name', async ({
  page: administrator,
  browser
}) => {
  const page = await invited(administrator, browser, { role: 'Manager', name: 'Mona de manager' });
  await page.goto('/motives?population=company');
  const heading = await page.getByRole('heading', { level: 1 }).innerText();
  expect(heading).toMatch(/^Van de [\d.]+ bedrijven .* kent naar schatting \d\d,\d% hem niet of alleen van naam\.$/);
  const shares = await tableRows(page, 'Aandeel van de niet-gebruikers per motief');
  expect(shares.map(([motive]) => motive!.split(' ')[0])).toEqual(['Weten', 'Willen', 'Kunnen']);
  expect(shares[0]![2]).toMatch(/^\d\d,\d% – \d\d,\d%$/);
  await page.getByRole('link', { name: 'Waar beginnen' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Het grootste aantal zit bij');
  await page.goto('/motives/where?by=region&gain=10');
  const places = await tableRows(page, 'Groepen en motieven');
  // Four regions, of each motive, and of whoever has to by law.
  expect(places.length).toBeGreaterThanOrEqual(12);
  expect(new Set(places.map(([group]) => group)).size).toBe(4);
  await page.goto('/motives/where');
  const rows = await tableRows(page, 'Groepen en motieven');
  expect(rows).toHaveLength(30);
  const [, ...file] = await downloaded(page, /^Download als CSV.*Groepen en motieven$/);
  await expect(page.getByText(`Nog ${file.length - 30} rijen staan niet op de pagina`)).toBeVisible();
  // Whatever is drawn is a row: take the groups of the table off the labels of the picture, and nothing is left.
  const bare = (text: string) => text.replace(/\s/g, '');
  const labels = bare((await page.locator('main svg text[text-anchor="end"]').allTextContents()).join(''));
  expect(labels).not.toBe('');
  const groups = [...new Set(rows.map(([group]) => bare(group!)))].sort((a, b) => b.length - a.length);
  expect(groups.reduce((left, group) => left.replaceAll(group, ''), labels)).toBe('');
  await page.getByRole('table', { name: 'Groepen en motieven' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/interventions\/cards\/[a-z-]+$/);
  await page.context().close();
  // Whoever makes things keeps the view.
  await administrator.goto('/motives/where?by=region&gain=10');
  await administrator.getByRole('link', { name: 'Bewaar deze weergave' }).click();
  await administrator.getByLabel('Naam').fill('Per regio');
  await administrator.getByRole('button', { name: 'Bewaar deze weergave' }).click();
  await administrator.getByRole('link', { name: 'Per regio' }).click();
  await expect(administrator).toHaveURL(/\/motives\/where\?by=region&gain=10$/);
});

test('what moved between two months stands beside what was done meanwhile, and nothing of a handful', async ({
  page
}) => {
  await page.goto('/motives');
  await page.getByRole('link', { name: 'Verandering' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^De grootste verschuiving van wie een aanleiding had, is van ‘.+’ naar ‘.+’: [\d.]+ organisaties\.$/
  );
  // Shown counts are never a handful; the headline is the first of the shifts, and both are cells of the table.
  const table = await tableRows(page, 'Van wat naar wat');
  const counts = table.flatMap((row) => row.slice(1).map((cell) => /^[\d.]+/.exec(cell)?.[0] ?? ''));
  const shown = counts.filter((one) => one !== '').map((one) => Number(one.replaceAll('.', '')));
  expect(shown.filter((n) => n > 0).length).toBeGreaterThan(5);
  expect(shown.filter((n) => n > 0 && n < 10)).toEqual([]);
  const [shift] = await tableRows(page, 'De grootste verschuivingen');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`‘${shift![0]!.toLowerCase()}’`);
  expect(counts).toContain(shift![2]);
  // What was done meanwhile stands below it, in the months between, with where it is told.
  const meanwhile = page.getByRole('table', { name: 'Wat er intussen gebeurde' });
  await expect(meanwhile.getByRole('link').first()).toHaveAttribute('href', /^\/(interventions|experiments)\//);
});

test('survey after survey: what changed, beside the 70% and 2013, with the figures that programs get', async ({
  page
}) => {
  const { waves } = (await (await page.request.get('/api/v1/motives?view=waves')).json()) as {
    waves: { title: string; shares: { measure: string; share?: Share; change?: Share }[] }[];
  };
  interface Share {
    value: number;
    low: number;
    high: number;
  }
  const percent = (value: number) =>
    value.toLocaleString('nl-NL', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  await page.goto('/motives');
  await page.getByRole('link', { name: 'Bekijk het verloop en wat er verschilt' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('de Berichtenbox niet kent');
  const rows = await tableRows(page, 'Aandeel per peiling');
  expect(rows).toHaveLength(3);
  for (const [index, { title, shares }] of [...waves].reverse().entries()) {
    expect(rows[index]![0]).toContain(title);
    for (const [place, { share }] of shares.entries())
      if (share) expect(rows[index]![1 + place]).toContain(percent(share.value));
  }
  // A change is spoken of where the interval leaves no room for none, and nowhere else.
  const changes = [...waves].reverse().flatMap(({ shares }) => shares.flatMap(({ change }) => change ?? []));
  const told = await tableRows(page, 'Verschil met de peiling ervoor');
  expect(changes.length).toBeGreaterThan(4);
  expect(told.map((row) => row[4])).toEqual(
    changes.map(({ low, high }) =>
      low > 0 ? 'meer dan toen' : high < 0 ? 'minder dan toen' : 'geen aantoonbaar verschil'
    )
  );
  const all = waves.at(-1)!.shares.find(({ measure }) => measure === 'all')!.share!;
  await expect(page.getByText('ongeveer 70%', { exact: true })).toBeVisible();
  await expect(
    page.getByText(
      all.high < 0.7 ? 'Het hele interval ligt onder de 70%.' : /De 70% ligt in het interval|ligt boven de 70%/
    )
  ).toBeVisible();
  const [header, ...lines] = await downloaded(page, /^Download als CSV.*Aandeel per peiling$/);
  expect(header).toContain('Weten: 95%-interval');
  expect(lines).toHaveLength(3);

  await page.getByRole('link', { name: 'Bekijk wat overheden nu doen naast 2013' }).click();
  await expect(page.getByRole('table', { name: 'Tegen de nulmeting van 2013' })).toBeVisible();
  const baseline = await tableRows(page, 'Tegen de nulmeting van 2013');
  expect(baseline.map(([name, then]) => [name, then])).toEqual([
    ['Reactiepercentage', '46,0%'],
    ['Adequaat antwoord', '67,4%'],
    ['Gerichte aandacht voor de invoering binnen de organisatie', 'een kwart']
  ]);
  expect((await page.request.get('/api/v1/motives?view=weeks')).status()).toBe(400);
});
