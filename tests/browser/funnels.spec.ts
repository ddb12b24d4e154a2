/** Beyond the funnel: what distinguishes who stops, how long it takes and how that goes, and a funnel without order. */
import { expect } from '@playwright/test';
import { expectNoBarriers, expectNoSidewaysScroll, hoera, HOERA, tableRows, test } from './session.ts';

interface Answer {
  steps: { name: string; count?: number }[];
  drops?: { stopped: number; segments: { value: string; verdict?: string; came: number }[] };
  between?: {
    days?: { began: number; got: number; bins: { organisations: number }[] };
    course?: { organisations?: number; completed?: number; isRipe: boolean }[];
  };
}

const whole = (text = '') => Number(text.replace(/\D/g, ''));

test('from a step where many stop to how long it takes, month by month, with the figures that programs get', async ({
  page
}) => {
  test.slow();
  const token = hoera('token', 'create', '--scope', 'read');
  const asked = async () => {
    const { search } = new URL(page.url());
    const response = await fetch(`${HOERA}/api/v1/adoption/funnel${search}`, {
      headers: { authorization: `Bearer ${token}` }
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  };

  // In the example those without staff get stuck at logging in.
  await page.goto('/adoption?stuck=4');
  await expect(page.getByRole('heading', { name: /^Waar zitten/ })).toContainText('Ingelogd');
  const { drops } = await asked();
  const called = drops!.segments.filter(({ verdict }) => verdict);
  const rows = await tableRows(page, 'Duidelijk anders dan de andere');
  expect(rows.map(([value]) => value)).toEqual(called.map(({ value }) => value));
  await expect(page.getByText(/^Grootteklasse 1: \d+,\d% ging verder/)).toBeVisible();
  await page.locator('summary', { hasText: 'Vergeleken en niet duidelijk anders' }).click();
  expect((await tableRows(page, /^Vergeleken en niet/)).length).toBe(drops!.segments.length - called.length);
  await page.getByText('Waar zitten wie stopten?').click();
  await expectNoBarriers(page);

  await page.getByRole('link', { name: 'Hoe lang duurt het?' }).click();
  await expect(page.getByRole('heading', { name: 'Hoeveel dagen zat ertussen?' })).toBeVisible();
  await page.getByText('Stappen, periode en filters').click();
  await page.getByLabel('Naar stap').selectOption('2. Informatie gelezen');
  await page.getByLabel('Uitsplitsen naar').selectOption('Sector');
  await page.getByRole('button', { name: 'Tonen' }).click();
  await expect(page).toHaveURL(/last=2/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('‘Informatie gelezen’');
  const days = (await asked()).between!.days!;
  const bars = (await tableRows(page, 'Hoeveel dagen zat ertussen?')).map(([, count]) => whole(count));
  expect(bars).toEqual(days.bins.map(({ organisations }) => organisations));
  expect(bars.reduce((a, b) => a + b)).toBe(days.got);
  expect((await tableRows(page, 'Mediaan uitgesplitst naar sector')).length).toBeGreaterThan(1);
  await expectNoBarriers(page);

  await page.getByRole('link', { name: 'Verloop in de tijd' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Van wie in .* binnen 90 dagen/);
  const course = (await asked()).between!.course!.toReversed();
  const months = await tableRows(page, 'Aandeel binnen 90 dagen, per maand');
  expect(months.map(([, , began, , state]) => [whole(began), state])).toEqual(
    course.map(({ organisations = 0, isRipe }) => [organisations, isRipe ? 'volledig bekend' : 'loopt nog'])
  );
  await page.setViewportSize({ width: 320, height: 900 });
  await expectNoSidewaysScroll(page);
  await expectNoBarriers(page);
  await page.getByRole('link', { name: 'Terug naar de trechter' }).click();
  await expect(page.getByRole('heading', { name: 'Trechter', exact: true })).toBeVisible();
});

test('a funnel without order that holds a value, and what cannot go with that', async ({ page }) => {
  await page.goto(
    '/adoption/funnel?funnel=' +
      encodeURIComponent(
        JSON.stringify({
          population: 'company',
          window: 90,
          steps: [
            { name: 'Bericht', any: [{ event: 'message' }] },
            { name: 'Behandeld', any: [{ event: 'message_handled' }], within: 30 }
          ]
        })
      )
  );
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Volgorde').selectOption('maakt niet uit');
  await page.getByLabel('Met dezelfde waarde van').fill('property:process');
  await page.getByRole('button', { name: 'Bijwerken' }).click();
  await expect(page.getByRole('alert')).toContainText('maakt de volgorde niet uit');
  await page.getByLabel('Volgorde').selectOption('maakt niet uit');
  await page.getByLabel('Met dezelfde waarde van').fill('property:process');
  await page.getByLabel('Binnen dagen na vorige stap').nth(1).fill('');
  await page.getByRole('button', { name: 'Bijwerken' }).click();
  await expect(page).toHaveURL(/order/);
  await expect(page.getByRole('group', { name: 'Uitsluiten' })).toHaveCount(0);
  await expectNoBarriers(page);
  await page.getByRole('button', { name: 'Trechter bekijken' }).click();
  await expect(
    page.getByText(/in willekeurige volgorde; steeds met dezelfde waarde van eigenschap process/)
  ).toBeVisible();
  await expect(page.getByRole('table', { name: 'Trechter' })).toBeVisible();
});
