/** How use goes on: metrics against what is known elsewhere, who comes back, paths, and what is marked on every time chart. */
import { expect } from '@playwright/test';
import { addDays, dayOf } from '#time/day.ts';
import { expectNoBarriers, expectNoSidewaysScroll, hoera, HOERA, tableRows, test } from './session.ts';

interface Answer {
  metrics?: { key: string; isProvided: boolean; last?: { n: number; levels?: object } }[];
  retention?: { curve: { active: number; organisations: number }[] };
  paths?: { visitors: number };
}

const whole = (text = '') => Number(text.replace(/\D/g, ''));

test('metrics, who comes back and paths, with the same figures as the programs get', async ({ page }) => {
  test.slow();
  const token = hoera('token', 'create', '--scope', 'read');
  const asked = async (query: string) => {
    const response = await fetch(`${HOERA}/api/v1/adoption/trends?${query}`, {
      headers: { authorization: `Bearer ${token}` }
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  };
  await page.goto('/adoption');
  await page.getByRole('link', { name: 'Verloop', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Verloop' })).toBeVisible();
  const { metrics } = await asked('view=metrics');
  const rows = await tableRows(page, 'Standaardmaten');
  expect(rows).toHaveLength(metrics!.length);
  for (const [index, { isProvided, last }] of metrics!.entries()) {
    if (isProvided) expect(whole(rows[index]![3])).toBe(last!.n);
    else expect(rows[index]![1]).toContain('niet beschikbaar bij deze bron');
  }
  await expectNoBarriers(page);

  await page.getByRole('link', { name: 'Reactiepercentage' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Reactiepercentage: \d+,\d%/);
  await expect(page.getByText(/Mysterymail .* 67 Brabantse gemeenten/)).toBeVisible();
  // Months that are not all known yet are there, without a figure.
  expect((await tableRows(page, 'Reactiepercentage per maand'))[0]?.[1]).toBe('nog niet alles bekend');
  await expectNoBarriers(page);

  const [aware] = (await asked('view=metrics&metric=awareness')).metrics!;
  await page.goto('/adoption/trends?metric=awareness');
  const levels = page.getByRole('list', { name: 'Hoe goed kennen zij hem?' }).getByRole('listitem');
  await expect(levels).toHaveCount(aware!.last?.levels ? 3 : 0);

  await page.getByRole('link', { name: 'Blijven gebruiken' }).click();
  await expect(page.getByRole('heading', { name: 'Hoeveel komen er terug?' })).toBeVisible();
  await page.getByText('Periode en filters').click();
  await page.getByLabel('Per', { exact: true }).selectOption('kwartaal');
  await page.getByRole('button', { name: 'Tonen' }).click();
  await expect(page).toHaveURL(/per=quarter/);
  await expect(page.getByRole('heading', { name: 'Per kwartaal van het eerste gebruik' })).toBeVisible();
  const { retention } = await asked(new URL(page.url()).searchParams.toString());
  expect((await tableRows(page, 'Hoeveel komen er terug?')).map((row) => row.slice(2).map(whole))).toEqual(
    retention!.curve.map(({ active, organisations }) => [active, organisations])
  );
  await expectNoBarriers(page);

  await page.getByRole('link', { name: 'Voor en na een stap' }).click();
  const { paths } = await asked('view=paths');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${paths!.visitors} bezoekers`);
  for (const [, , visitors] of await tableRows(page, 'Eén stap erna'))
    expect(whole(visitors)).toBeGreaterThanOrEqual(10);
  await page.setViewportSize({ width: 320, height: 900 });
  await expectNoSidewaysScroll(page);
  await expectNoBarriers(page);
});

test('what somebody writes down stands by every time chart until it is taken away, and wrong days are refused', async ({
  page
}) => {
  test.slow();
  const label = 'Presentatie bij de gemeenten';
  const listed = () => page.getByRole('listitem').filter({ hasText: label });
  // As the page has it: in the Netherlands it is tomorrow sooner than in Greenwich.
  const today = dayOf(Date.now());
  await page.goto('/adoption/annotations');
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Wat gebeurde er?').fill(label);
  await page.getByLabel('Laatste dag').fill('2020-01-01');
  await page.getByRole('button', { name: 'Markering toevoegen' }).click();
  await expect(page.getByRole('alert')).toContainText('De laatste dag ligt vóór de eerste');
  await page.getByLabel('Wat gebeurde er?').fill(label);
  // So long that every chart has a day of it.
  await page.getByLabel('Eerste dag').fill(addDays(today, -600));
  await page.getByLabel('Laatste dag').fill(today);
  await page.getByRole('button', { name: 'Markering toevoegen' }).click();
  await expect(listed()).toContainText('Interventie');
  await expectNoBarriers(page);

  await page.goto(`/adoption/channels?from=2026-01-01&to=${today}`);
  await expect(listed()).toContainText('interventie');
  // The example's campaigns and what it shipped are there too.
  await expect(page.getByRole('listitem').filter({ hasText: 'Campagne' }).first()).toBeVisible();
  const shipped = page.getByRole('link', { name: 'In productie: Stappenplan vooraf' });
  await expect(shipped).toHaveAttribute('href', /^\/experiments\//);
  for (const path of [
    '/adoption/ladder',
    '/adoption/time?view=course',
    '/adoption/trends?metric=digital',
    '/adoption/trends?view=retention&population=department',
    '/events',
    '/motives/waves',
    '/interventions',
    '/experiments/comparisons?intervention=presentatie-teams',
    (await shipped.getAttribute('href'))!
  ]) {
    // The list below a chart is there without scripts: opening each page would only take longer.
    const html = await (await page.request.get(path)).text();
    expect(html.replace(/<!--.*?-->/g, ''), path).toMatch(new RegExp(`<li value="\\d+"[^>]*>\\s*${label}`));
  }

  await page.goto('/adoption/annotations');
  await page.getByRole('button', { name: new RegExp(`^Verwijderen ?: ${label}$`) }).click();
  await expect(page.getByText(`‘${label}’ is verwijderd.`)).toBeVisible();
  await expect(listed().filter({ hasText: 'Interventie' })).toHaveCount(0);
});
