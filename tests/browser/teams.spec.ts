/** Teams beside each other: the figures are those that the programs get, at every width, for everybody to read. */
import { expect } from '@playwright/test';
import { z } from 'zod';
import { expectNoBarriers, expectNoSidewaysScroll, hoera, HOERA, tableRows, test } from './session.ts';

const count = z.number().optional();
const Answer = z.object({
  process: z.string(),
  shares: z
    .object({
      judged: z.number(),
      teams: z.array(
        z.object({
          value: z.string(),
          n: z.number(),
          count: z.number(),
          place: z.enum(['within', 'edge', 'above', 'below']).optional()
        })
      )
    })
    .optional(),
  times: z
    .object({
      teams: z.array(z.object({ value: z.string(), n: z.number(), median: z.object({ time: count }).optional() }))
    })
    .optional(),
  paths: z.object({ teams: z.array(z.object({ value: z.string(), organisations: count, others: count })) }).optional()
});

const whole = (text = '') => (/^\d/.test(text) ? Number(text.trim().split(/\s/)[0]!.replace(/\D/g, '')) : undefined);

test('teams: shares, times and paths as the programs get them, wide and narrow, without barriers', async ({ page }) => {
  test.slow();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  const headers = { authorization: `Bearer ${hoera('token', 'create', '--scope', 'read')}` };
  const asked = async (query: string) => {
    const response = await fetch(`${HOERA}/api/v1/adoption/teams?${query}`, { headers });
    expect(response.status).toBe(200);
    return Answer.parse(await response.json());
  };
  await page.goto('/adoption');
  await page.getByRole('link', { name: 'Teams', exact: true }).click();
  const { shares, process } = await asked('');
  const within = shares!.teams.filter(({ place }) => place === 'within' || place === 'edge').length;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    within === shares!.judged
      ? `Alle ${within} teams doen wat je van toeval mag verwachten.`
      : `Van de ${shares!.judged} teams doen er ${within} wat je van toeval mag verwachten.`
  );
  await expect(page.getByText(`Proces: ${process}.`)).toBeVisible();
  const rows = await tableRows(page, 'Via de Berichtenbox per team');
  expect(rows.map(([team, n, box]) => [team, whole(n), whole(box)])).toEqual(
    shares!.teams.map((team) => [team.value, team.n, team.count])
  );
  const words = {
    within: 'binnen wat toeval doet',
    edge: 'valt op, kan toeval zijn',
    above: 'hoger dan toeval verklaart',
    below: 'lager dan toeval verklaart'
  };
  expect(rows.map((row) => row[4])).toEqual(shares!.teams.map(({ place }) => words[place!]));

  await page.getByRole('link', { name: 'Doorlooptijd' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^De helft van de berichten is binnen \d+ dagen/);
  const { times } = await asked('view=time');
  expect(
    (await tableRows(page, 'Dagen tot een antwoord'))
      .slice(0, -1)
      .map(([team, n, , median]) => [team, whole(n), whole(median)])
  ).toEqual(times!.teams.map(({ value, n, median }) => [value, n, median?.time]));
  await page.getByRole('link', { name: 'Paden', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('paden');
  const { paths } = await asked('view=paths');
  expect(
    (await tableRows(page, 'Paden van organisaties'))
      .slice(0, -1)
      .map((row) => [row[0], whole(row[1]), whole(row.at(-1))])
  ).toEqual(paths!.teams.map(({ value, organisations, others }) => [value, organisations, others]));

  // What is chosen stands in the address.
  await page.goto('/adoption/teams?view=share&by=team');
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Vergelijken per').selectOption('Overheid');
  await page.getByLabel('Wat telt mee').selectOption('Digitaal (ook portaal)');
  await page.getByRole('button', { name: 'Tonen' }).click();
  await expect(page).toHaveURL(/view=share.*by=authority.*measure=digital/);
  expect((await fetch(`${HOERA}/api/v1/adoption/teams?by=colour`, { headers })).status).toBe(400);

  for (const query of ['', 'view=time&by=authority', 'view=paths'])
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`/adoption/teams?${query}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expectNoBarriers(page, { again: width < 1280 });
      await expectNoSidewaysScroll(page);
    }
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Paths of organisations' })).toBeVisible();
  expect(wrong).toEqual([]);
});
