/** Moments: read as a list and as a story, cheered, commented on and worded, with the figures of the facts and no others. */
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
import { expectUsable, hoera, HOERA, invited, test } from './session.ts';

const Said = z.object({ nl: z.string(), en: z.string() });
const Answer = z.object({
  looked: z.array(z.object({ week: z.string(), candidates: z.number(), found: z.number() })),
  moments: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      tone: z.string(),
      day: z.string(),
      wording: z.string(),
      digest: z.string(),
      facts: z.object({ what: Said, p: z.number().optional() })
    })
  )
});

async function asked(query: string): Promise<z.infer<typeof Answer>> {
  const headers = { authorization: `Bearer ${hoera('token', 'create', '--scope', 'read')}` };
  const response = await fetch(`${HOERA}/api/v1/moments?${query}`, { headers });
  expect(response.status).toBe(200);
  return Answer.parse(await response.json());
}

/** Until scripts have taken over, a form is sent as ever. */
const press = async (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('the page tells what the programs get, how much was looked at, and which weeks were quiet', async ({ page }) => {
  const { moments, looked } = await asked('days=365');
  expect(moments.filter(({ tone }) => tone === 'lesson').length).toBeGreaterThan(1);
  expect(new Set(moments.map(({ kind }) => kind)).size).toBeGreaterThan(2);
  await page.goto('/moments?days=365');
  await expect(page.getByRole('article')).toHaveCount(moments.length);
  const shown = await page.getByRole('article').getByRole('heading').allInnerTexts();
  expect(shown.sort()).toEqual(moments.map(({ facts }) => facts.what.nl).sort());
  const sum = (of: 'candidates' | 'found') => looked.reduce((total, one) => total + one[of], 0);
  await expect(page.getByRole('main')).toContainText(
    `In ${looked.length} weken bekeken we ${sum('candidates')} mogelijke veranderingen. Meer dan toeval: ${sum('found')}.`
  );
  await expect(page.getByRole('heading', { name: /rustige we/ }).first()).toBeVisible();

  await page.getByLabel('Soort').selectOption('experiment');
  await page.getByLabel('Hoera of leermoment').selectOption('lesson');
  await press(page, 'Tonen');
  await expect(page).toHaveURL(/kind=experiment&tone=lesson/);
  const lessons = moments.filter(({ kind, tone }) => kind === 'experiment' && tone === 'lesson').length;
  await expect(page.getByRole('article')).toHaveCount(lessons);
  // Of a choice no week is said to be quiet.
  await expect(page.getByRole('heading', { name: /rustige we/ })).toHaveCount(0);

  const wrong = await page.goto('/moments?kind=feest&from=2026-13-01&to=2026-12-01');
  expect(wrong?.status()).toBe(400);
  await expect(page.getByRole('alert')).toContainText('feest');
});

test('a story on a phone: cheered, commented on, worded with its own figures only, and printed on one page', async ({
  page
}) => {
  test.slow();
  const { moments } = await asked('days=365&kind=experiment&tone=win');
  const win = moments[0]!;
  await page.setViewportSize({ width: 390, height: 850 });
  await page.goto(`/moments/${win.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(win.facts.what.nl);
  for (const part of ['Voor wie', 'Hoeveel', 'Hoe we dit weten', 'Wat we niet weten', 'Met dank aan', 'Volgende stap'])
    await expect(page.getByRole('heading', { name: part, exact: true })).toBeVisible();
  await expect(page.locator('code')).toHaveText(win.digest.slice(0, 16));

  await press(page, 'Hoera!');
  await expect(page.getByRole('status')).toContainText('Je hoera telt mee.');
  await expect(page.getByText('Eén keer hoera')).toBeVisible();
  await press(page, 'Hoera terugnemen');
  await expect(page.getByText('Eén keer hoera')).toHaveCount(0);
  await press(page, 'Hoera!');
  await expect(page.getByText('Eén keer hoera')).toBeVisible();

  await page.getByLabel('Jouw reactie').fill('Mooi, dit nemen we over.');
  await press(page, 'Reactie plaatsen');
  await expect(page.getByRole('listitem').filter({ hasText: 'Mooi, dit nemen we over.' })).toBeVisible();

  await page.getByText('Met andere woorden zeggen').click();
  const words = page.getByLabel('Jouw woorden');
  await words.fill('Met een stappenplan lukt het 987 keer zo vaak.');
  await press(page, 'Woorden bewaren');
  await expect(page.getByRole('alert')).toContainText('‘987’');
  // What was written is still there.
  await expect(words).toHaveValue('Met een stappenplan lukt het 987 keer zo vaak.');
  await words.fill('Met een stappenplan lukt het vaker!');
  await press(page, 'Woorden bewaren');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Met een stappenplan lukt het vaker!');
  await expect(page.getByText(`Oorspronkelijk: ${win.facts.what.nl}`).first()).toBeVisible();
  const [worded] = (await asked('days=365&kind=experiment&tone=win')).moments;
  expect([worded!.wording, worded!.digest, worded!.facts]).toEqual([
    'Met een stappenplan lukt het vaker!',
    win.digest,
    win.facts
  ]);
  await expectUsable(page);

  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button')).toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`/moments/${win.id}`);
  await page.getByText('Met andere woorden zeggen').click();
  await page.getByLabel('Jouw woorden').fill('');
  await press(page, 'Woorden bewaren');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(win.facts.what.nl);
  await page.goto('/settings/audit');
  for (const action of ['moment_cheered', 'moment_withdrawn', 'moment_commented', 'moment_worded'])
    await expect(page.getByText(action).first()).toBeVisible();
});

test('a manager cheers and comments, and does not word', async ({ page, browser }) => {
  const [any] = (await asked('days=365')).moments;
  const theirs = await invited(page, browser, { role: 'manager', name: 'Mia Manager' });
  await theirs.goto(`/moments/${any!.id}`);
  await expect(theirs.getByRole('button', { name: 'Hoera!' })).toBeVisible();
  await expect(theirs.getByText('Met andere woorden zeggen')).toHaveCount(0);
  const answer = await theirs.request.post(`${HOERA}/moments/${any!.id}?/word`, {
    headers: { origin: HOERA, accept: 'application/json' },
    form: { wording: 'Hoera' }
  });
  expect(await answer.json()).toMatchObject({ type: 'failure', status: 403 });
  await theirs.context().close();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('a cheer and a refused comment work as forms do', async ({ page }) => {
    const [any] = (await asked('days=365&kind=shift')).moments;
    await page.goto(`/moments/${any!.id}`);
    await press(page, 'Hoera!');
    await expect(page.getByText('Eén keer hoera')).toBeVisible();
    await page.getByLabel('Jouw reactie').fill('   ');
    await press(page, 'Reactie plaatsen');
    await expect(page.getByRole('alert')).toContainText('Schrijf eerst iets');
  });
});
