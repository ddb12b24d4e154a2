/** The rules of motives: everybody reads and tries them, the project team changes them, after seeing what that would change. */
import { expect, type Page } from '@playwright/test';
import { expectNoBarriers, expectNoSidewaysScroll, invited, tableRows, test } from './session.ts';

/** Where all is looked at; what is saved is saved elsewhere, because others look at these figures too. */
const COMPANIES = '/motives/rules?population=company';
const DEPARTMENTS = '/motives/rules?population=department';

const whole = (text = '') => Number(text.replaceAll('.', ''));

async function expectForEverybody(page: Page): Promise<void> {
  await expectNoBarriers(page);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoBarriers(page);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('rules are read and tried by all, and changed by the project team after a look at what that does', async ({
  page,
  browser
}) => {
  test.slow();
  await page.goto(COMPANIES);
  const row = (await tableRows(page, 'Regels voor Kunnen')).find(
    ([title]) => title === 'Begonnen met inloggen, nooit binnengekomen'
  )!;
  expect(row.slice(1, 4)).toEqual([
    'Aantal keer ‘inloggen begonnen’ is minstens 1, en ‘ingelogd’ is nooit gebeurd',
    'Telt 2,5 op: maakt ‘Kunnen’ waarschijnlijker te veel gedoe',
    '+2,5'
  ]);
  expect(whole(row[5])).toBeGreaterThanOrEqual(10);
  // Whoever is not of the project team has nothing to change.
  await expect(page.getByRole('link', { name: 'Regels veranderen' })).toHaveCount(0);
  await expect(page.getByText('Juridisch feit vastleggen')).toHaveCount(0);
  expect((await page.goto('/motives/rules/change'))?.status()).toBe(403);

  await page.goto(COMPANIES);
  await page.getByLabel('Inloggen begonnen').fill('1');
  await page.getByRole('button', { name: 'Uitkomst bekijken' }).click();
  await expect(page).toHaveURL(/s_login_started=1/);
  // By hand: −1.5 + 2.5, and 1 / (1 + e⁻¹); knowing is ruled out.
  const tried = await tableRows(page, /^Wat de regels van dit voorbeeld zeggen$/);
  expect(tried.map(([motive, byRules]) => [motive, byRules])).toEqual([
    ['Weten', '0,0%'],
    ['Willen', '26,9%'],
    ['Kunnen', '73,1%']
  ]);
  // What it has follows from the chance that answers made of it: from a half on.
  for (const [motive, , learned = '', outcome] of tried)
    expect(outcome, motive).toBe(
      motive === 'Weten'
        ? 'uitgesloten'
        : Number(learned.replace(/%.*/, '').replace(',', '.')) >= 50
          ? 'heeft dit motief'
          : 'heeft dit motief niet'
    );
  await expectForEverybody(page);

  const theirs = await invited(page, browser, { role: 'Projectteam', name: 'Petra van het projectteam' });
  await theirs.goto(COMPANIES);
  await theirs.getByRole('link', { name: 'Regels veranderen' }).click();
  await theirs.locator('summary', { hasText: 'De uitleg vaker gelezen' }).click();
  await theirs.getByRole('group').getByLabel('Minstens').and(theirs.locator(':visible')).first().fill('3');
  await theirs.getByLabel('Vanaf welke kans').fill('40');
  await theirs.getByLabel('De uitleg gelezen', { exact: true }).fill('2');
  const look = theirs.getByRole('button', { name: 'Wat zou er veranderen?' }).first();
  await look.click();
  await expect(theirs.getByRole('alert')).toContainText('Geef bij de kans een getal van 50 tot 95.');
  await theirs.getByLabel('Vanaf welke kans').fill('70');
  await look.click();
  await expect(theirs.getByText('Vanaf welke kans was: 50,0%. Wordt: 70,0%.')).toBeVisible();
  await expect(
    theirs.getByText(/is minstens 2, en .* Wordt: Aantal keer ‘de uitleg gelezen’ is minstens 3,/)
  ).toBeVisible();
  await expect(theirs.getByText(/^[\d.]+ organisaties krijgen een ander belangrijkste motief\.$/)).toBeVisible();
  // From a higher chance on fewer are told a motive.
  const moves = await tableRows(theirs, 'Belangrijkste motief nu (rijen) en straks (kolommen)');
  const silenced = moves.slice(0, 3).map((row) => whole(row[4]) || 0);
  expect(silenced.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(10);
  const holds = async (which: string) => {
    await theirs.locator('summary', { hasText: `gewichten dit maakten: Het voorbeeld volgens ${which}` }).click();
    return (await tableRows(theirs, `Welke gewichten dit maakten: Het voorbeeld volgens ${which}`)).map(
      ([, part]) => part
    );
  };
  expect(await holds('de regels van nu')).toContain('De uitleg vaker gelezen en niet begonnen');
  expect(await holds('het ontwerp')).not.toContain('De uitleg vaker gelezen en niet begonnen');
  await expectForEverybody(theirs);

  // A pasted table comes out row by row, by the rules of now and by the draft; a bad cell is said and stops no other row.
  await theirs
    .getByLabel('Tabel met voorbeelden')
    .fill('informed\tlogin_started\tmotief\n2\t\twillen\n\t1\tweten\nveel\t\twillen');
  await look.click();
  await expect(theirs.getByRole('heading', { name: 'Uitkomst per voorbeeld uit de tabel' })).toBeVisible();
  const examples = await tableRows(theirs, 'Uitkomst per voorbeeld uit de tabel');
  expect(examples.map(([line, expected]) => [line, expected])).toEqual([
    ['2', 'Willen'],
    ['3', 'Weten'],
    ['4', '–']
  ]);
  expect(examples[0]![2]).toBe('Willen: zoals verwacht');
  expect(examples[1]![2]).toContain('anders dan verwacht');
  expect(examples[2]![2]).toBe('Niet gelezen: ‘veel’ in kolom ‘informed’ is geen heel getal.');
  await expect(theirs.getByLabel('Tabel met voorbeelden')).toHaveValue(/informed/);

  await theirs.goto(DEPARTMENTS);
  await theirs.getByRole('link', { name: 'Regels veranderen' }).click();
  await theirs.getByLabel('Vanaf welke kans').fill('70');
  await look.click();
  await theirs.getByRole('button', { name: 'In gebruik nemen' }).click();
  await expect(theirs.getByRole('alert')).toContainText('Schrijf op waarom');
  await theirs.getByLabel('Waarom verander je de regels?').fill('Liever onbekend dan fout.');
  // What was not looked at is not put in force.
  await theirs.getByLabel('Vanaf welke kans').fill('75');
  await theirs.getByRole('button', { name: 'In gebruik nemen' }).click();
  await expect(theirs.getByText('Wordt: 75,0%.')).toBeVisible();
  await expect(theirs.getByLabel('Waarom verander je de regels?')).toHaveValue('Liever onbekend dan fout.');
  await theirs.getByRole('button', { name: 'In gebruik nemen' }).click();
  await expect(theirs).toHaveURL(/saved=3/);
  await expect(theirs.getByRole('heading', { name: 'Versie 3 (nu in gebruik)' })).toBeVisible();
  await expect(theirs.getByText(/door Petra van het projectteam\.\s+Waarom: Liever onbekend dan fout\./)).toBeVisible();

  // A legal fact comes and goes; going takes a second step.
  await theirs.getByText('Juridisch feit vastleggen').first().click();
  await theirs.getByRole('combobox', { name: 'Proces' }).fill('Begroting');
  await theirs.getByLabel('Grondslag').fill('Verzonnen besluit, artikel 2');
  await theirs.getByLabel('Geldt vanaf').fill('2026-01-01');
  await theirs.getByRole('button', { name: 'Juridisch feit vastleggen' }).click();
  await expect(theirs.getByText('Het juridische feit is vastgelegd.')).toBeVisible();
  expect((await tableRows(theirs, 'Processen waarin de Berichtenbox verplicht is'))[0]?.slice(0, 4)).toEqual([
    'Begroting',
    'Verzonnen besluit, artikel 2',
    '1-1-2026',
    'zonder einde'
  ]);
  await theirs.getByText('Verwijderen: Begroting').click();
  await theirs.getByRole('button', { name: 'Ja, verwijder ‘Begroting’' }).click();
  await expect(theirs.getByText('Het juridische feit is verwijderd.')).toBeVisible();
  await page.goto('/settings/audit');
  for (const deed of [
    'Regels van motieven in gebruik genomen',
    'Juridisch feit vastgelegd',
    'Juridisch feit verwijderd'
  ])
    await expect(page.getByText(deed)).toBeVisible();
  await theirs.context().close();
});
