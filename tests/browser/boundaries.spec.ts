/** Municipalities as they are now and as they were then: other rows, the same total, on the page, in a link, and for programs. */
import { expect } from '@playwright/test';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { expectNoBarriers, hoera, HOERA, tableRows, test } from './session.ts';

const PERIOD = 'from=2021-01-01&to=2021-12-31&breakdown=municipality';
const GIVEN = { Cuijk: 12, Grave: 15, 'Land van Cuijk': 11, Oss: 20 };

let token = '';
test.beforeAll(() => {
  // Of 2021 alone, so that no other test meets them.
  const rows = Object.entries(GIVEN).flatMap(([municipality, n], place) =>
    Array.from({ length: n }, (_, index) => {
      const number = 98_000_000 + 100 * place + index;
      return `${number};${municipality};1-1-2019;1-1-2022;Subsidie;1-3-2021;1-6-2021`;
    })
  );
  const file = join(mkdtempSync(join(tmpdir(), 'hoera-boundaries-')), 'register.csv');
  writeFileSync(file, ['kvk;gemeente;vanaf;tot;proces;aanleiding vanaf;aanleiding tot', ...rows].join('\n'));
  hoera('import', 'organisations', file, '--source', 'grenzen');
  token = hoera('token', 'create', '--scope', 'read');
});

const Answer = z.object({
  boundaries: z.string(),
  eligible: z.number(),
  groups: z.array(z.object({ value: z.string(), eligible: z.number() }))
});
async function asked(query: string): Promise<z.infer<typeof Answer>> {
  const response = await fetch(`${HOERA}/api/v1/adoption/funnel?${query}`, {
    headers: { authorization: `Bearer ${token}` }
  });
  return Answer.parse(await response.json());
}

const whole = (rows: string[][]) => rows.map(([name, count]) => [name, Number(count)] as const);
const NOW = [
  ['Land van Cuijk', 38],
  ['Oss', 20]
];
const THEN = [
  ['Oss', 20],
  ['Grave', 15],
  ['Cuijk', 12],
  ['Land van Cuijk (niet bekend van toen)', 11]
];

test('other rows with the same total, in the address, as a file, and for programs', async ({ page }) => {
  await page.goto(`/adoption?${PERIOD}`);
  const name = /^Uitgesplitst naar gemeente/;
  expect(whole(await tableRows(page, name))).toEqual(NOW);
  await page.getByRole('link', { name: 'Bekijk met de grenzen van toen' }).click();
  await expect(page).toHaveURL(/boundaries=then/);
  await expect(page.getByText('waarin zij lag op 31-12-2021')).toBeVisible();
  const then = whole(await tableRows(page, name));
  expect(then).toEqual(THEN);
  expect(then.reduce((sum, [, n]) => sum + n, 0)).toBe(58);
  await expectNoBarriers(page);
  const file = page.waitForEvent('download');
  await page
    .locator('section', { has: page.getByRole('table', { name }) })
    .getByRole('link', { name: /^Download als CSV/ })
    .click();
  expect((await file).suggestedFilename()).toBe('uitsplitsing-company-2021-01-01-2021-12-31-grenzen-toen.csv');

  const [now, past] = await Promise.all([asked(PERIOD), asked(`${PERIOD}&boundaries=then`)]);
  expect([now.boundaries, past.boundaries]).toEqual(['now', 'then']);
  expect([now.eligible, past.eligible]).toEqual([58, 58]);
  expect(
    past.groups.map(({ value, eligible }) => [value.replace('unknown then', 'niet bekend van toen'), eligible])
  ).toEqual(THEN);
});

test('a municipality of then is chosen without scripts, and is what it became by the boundaries of now', async ({
  browser,
  loggedIn
}) => {
  const context = await browser.newContext({ storageState: loggedIn, javaScriptEnabled: false, baseURL: HOERA });
  const page = await context.newPage();
  await page.goto(`/adoption?${PERIOD}`);
  await page.getByLabel('Gemeentegrenzen').selectOption('then');
  await page.getByRole('button', { name: 'Tonen' }).click();
  // What there is to choose is remembered for ten seconds: another test may have asked just before this registry came in.
  const choice = page.locator('select[name=municipality]');
  await expect(page).toHaveURL(/boundaries=then/);
  await expect(async () => {
    await page.reload();
    await choice.selectOption('Cuijk', { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Tonen' }).click();
  const eligible = page.getByRole('table', { name: 'Trechter' }).locator('tbody tr').first().locator('> *').nth(1);
  await expect(eligible).toHaveText('12');
  await page.getByRole('link', { name: 'Bekijk met de grenzen van nu' }).click();
  await expect(choice).toHaveValue('Land van Cuijk');
  await expect(eligible).toHaveText('38');
  await context.close();
});

test('the registry of a day tells the same', async ({ page }) => {
  await page.goto('/organisations?day=2021-06-01&boundaries=then');
  const read = async () => new Map(whole(await tableRows(page, 'Gemeente')));
  const then = await read();
  expect([then.get('Cuijk'), then.get('Grave')]).toEqual([12, 15]);
  // The invented companies were there too, under the name of today.
  const unknown = then.get('Land van Cuijk (niet bekend van toen)')!;
  expect(unknown).toBeGreaterThanOrEqual(11);
  await page.getByRole('link', { name: 'Bekijk met de grenzen van nu' }).click();
  await expect.poll(async () => (await read()).get('Land van Cuijk')).toBe(12 + 15 + unknown);
  expect((await read()).get('Oss')).toBe(then.get('Oss'));
  await expectNoBarriers(page);
  expect((await page.goto('/organisations?day=2021-02-31'))!.status()).toBe(400);
  await expect(page.getByText('geen dag die bestaat')).toBeVisible();
});
