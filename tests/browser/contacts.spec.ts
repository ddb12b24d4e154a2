/** Contacts: written down on a tablet with and without network, exactly once; the cap; improvements out of what was heard. */
import { expect, type Page } from '@playwright/test';
import { expectNoBarriers, expectNoSidewaysScroll, expectUsable, HOERA, invited, submit, test } from './session.ts';

const CONTACT = '/interventions/contact';

/** Nobody else's tests speak with these. */
const kvk = (number: number) => `9888${String(number).padStart(4, '0')}`;

async function fillIn(page: Page, number: string, remark = ''): Promise<void> {
  await page.getByLabel('KvK-nummer').fill(number);
  await page.getByLabel('Gebeld').check();
  await page.getByLabel('Gaat het proberen').check();
  if (remark !== '') {
    await page.getByLabel('Tip').first().check();
    await page.getByLabel('Opmerking 1', { exact: true }).fill(remark);
  }
}

/** The page has come to life, and the device keeps what is filled in. */
const alive = (page: Page) => expect(page.getByRole('button', { name: 'Leegmaken' })).toBeVisible();
const saved = (page: Page, remark: string) => page.locator('#own').locator('..').getByText(remark);

test.describe('on a tablet', () => {
  test.use({ viewport: { width: 820, height: 1180 } });

  test('what is filled in without network survives a reload, and arrives exactly once', async ({ page, context }) => {
    test.slow();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.goto(CONTACT);
    await alive(page);
    await expectNoBarriers(page);
    // The device keeps one page, without anybody's data, and what it is made of.
    const cached = () =>
      page.evaluate(async () => (await (await caches.open('contact')).keys()).map(({ url }) => new URL(url).pathname));
    await expect.poll(cached).toContain(`${CONTACT}/offline`);
    expect((await cached()).filter((path) => !path.startsWith('/_app/immutable/'))).toEqual([`${CONTACT}/offline`]);
    const kept = await page.evaluate(async () =>
      (await (await caches.open('contact')).match('/interventions/contact/offline'))!.text()
    );
    expect(kept).not.toContain('Uitloggen');
    expect(kept).not.toContain('test@hoera.example');

    await context.setOffline(true);
    await fillIn(page, kvk(1), 'Leg uit hoe je een ander machtigt (tablet)');
    await page.getByLabel('Met hoeveel mensen?').fill('3');
    await page.waitForTimeout(400);
    // Not saved yet: it stays all the same.
    await page.goto(CONTACT);
    await expect(page).toHaveURL(/\/contact\/offline$/);
    await expect(page.getByText('Hier was je nog mee bezig')).toBeVisible();
    await expect(page.getByLabel('KvK-nummer')).toHaveValue(kvk(1));
    await expect(page.getByLabel('Met hoeveel mensen?')).toHaveValue('3');
    await page.getByRole('button', { name: 'Vastleggen' }).click();
    await expect(page.getByText('Het contact is op dit apparaat bewaard')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Wacht op dit apparaat: 1' })).toBeVisible();
    await expect(page.getByLabel('KvK-nummer')).toHaveValue('');

    await page.reload();
    await expect(page.getByRole('heading', { name: 'Wacht op dit apparaat: 1' })).toBeVisible();
    await expect(page.getByText('bedrijf …001').first()).toBeVisible();
    await alive(page);
    await expectNoBarriers(page);
    await expectNoSidewaysScroll(page);
    // Closing the page changes nothing about that.
    await page.close();
    const again = await context.newPage();
    again.on('pageerror', (error) => wrong.push(error.message));
    await again.goto(CONTACT);
    await expect(again.getByRole('heading', { name: 'Wacht op dit apparaat: 1' })).toBeVisible();

    // The answer to the first try gets lost on the way: the device cannot know that it arrived.
    let lost = 0;
    await again.route('**/contact?/keep', async (route) => {
      const answer = await route.fetch();
      expect(answer.status()).toBe(200);
      await route.abort();
      lost++;
    });
    await context.setOffline(false);
    await expect.poll(() => lost, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect(again.getByRole('heading', { name: 'Wacht op dit apparaat: 1' })).toBeVisible();
    await again.unroute('**/contact?/keep');
    await again.getByRole('button', { name: 'Nu versturen' }).click();
    await expect(again.getByRole('heading', { name: /Wacht op dit apparaat/ })).toBeHidden();
    await again.goto(CONTACT);
    await expect(saved(again, 'Leg uit hoe je een ander machtigt (tablet)')).toHaveCount(1);
    await expect(again.locator('#own').locator('..')).not.toContainText(kvk(1));
    const left = () =>
      again.evaluate(
        () =>
          new Promise((done) => {
            const open = indexedDB.open('hoera-contacts', 1);
            open.onsuccess = () => {
              const all = open.result.transaction('waiting').objectStore('waiting').getAll();
              all.onsuccess = () => done(JSON.stringify(all.result));
            };
          })
      );
    expect(await left()).toBe('[]');
    expect(wrong).toEqual([]);
  });

  test('when the session ran out meanwhile, it is sent after logging in; another account does not send it', async ({
    page,
    browser
  }) => {
    test.slow();
    const theirs = await invited(page, browser, { role: 'communication', name: 'Tablet Van Loon' });
    await theirs.goto(CONTACT);
    await alive(theirs);
    await theirs.context().clearCookies();
    await fillIn(theirs, kvk(11), 'Gezegd nadat de sessie voorbij was');
    await theirs.getByRole('button', { name: 'Vastleggen' }).click();
    await expect(theirs.getByText('Log opnieuw in, dan wordt het verstuurd')).toBeVisible();
    await expect(theirs.getByRole('heading', { name: 'Wacht op dit apparaat: 1' })).toBeVisible();
    const login = async (email: string, password: string) => {
      await theirs.goto(`/login?next=${CONTACT}`);
      await theirs.getByLabel('E-mailadres').fill(email);
      await theirs.getByLabel('Wachtwoord').fill(password);
      await theirs.getByRole('button', { name: 'Inloggen' }).click();
      await theirs.waitForURL(`**${CONTACT}`);
    };
    await login(process.env['HOERA_ADMIN_EMAIL']!, process.env['HOERA_ADMIN_PASSWORD']!);
    await expect(theirs.getByText('Er wacht ook iets van iemand anders: 1')).toBeVisible();
    await expect(theirs.getByText('Gezegd nadat de sessie voorbij was')).toHaveCount(0);
    // Logging out warns, and leaves what waits where it is.
    const warnings: string[] = [];
    theirs.on('dialog', (dialog) => {
      warnings.push(dialog.message());
      void dialog.accept();
    });
    await theirs.getByRole('button', { name: /Uitloggen/ }).click();
    await theirs.waitForURL('**/login');
    expect(warnings).toEqual([expect.stringContaining('nog contacten die niet verstuurd zijn: 1')]);
    await login('tablet.van.loon@hoera.example', 'correct-horse-battery');
    await expect(saved(theirs, 'Gezegd nadat de sessie voorbij was')).toBeVisible();
    await expect(theirs.getByRole('heading', { name: /Wacht op dit apparaat/ })).toBeHidden();
    await theirs.context().close();
  });

  test('what is refused stays, with the reason, and can be mended or thrown away', async ({ page, context }) => {
    test.slow();
    await page.goto(CONTACT);
    await alive(page);
    await context.setOffline(true);
    for (const number of ['12', '34']) {
      await fillIn(page, number, `Met een verkeerd nummer ${number}`);
      await page.getByRole('button', { name: 'Vastleggen' }).click();
      await expect(page.getByLabel('KvK-nummer')).toHaveValue('');
    }
    await context.setOffline(false);
    await expect(page.getByText('Geweigerd: Een KvK-nummer heeft 8 cijfers')).toHaveCount(2);
    await page.getByRole('button', { name: /^Aanpassen.*…12/ }).click();
    await expect(page.getByLabel('Opmerking 1', { exact: true })).toHaveValue('Met een verkeerd nummer 12');
    await page.getByLabel('KvK-nummer').fill(kvk(21));
    await page.getByRole('button', { name: 'Vastleggen' }).click();
    await expect(saved(page, 'Met een verkeerd nummer 12')).toBeVisible();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: /^Weggooien/ }).click();
    await expect(page.getByRole('heading', { name: /Wacht op dit apparaat/ })).toBeHidden();
    // With network the reason is there at once, and the form as it was.
    await fillIn(page, '1234567');
    await page.getByRole('button', { name: 'Vastleggen' }).click();
    await expect(page.getByRole('alert')).toContainText('Een KvK-nummer heeft 8 cijfers');
    await expect(page.getByLabel('KvK-nummer')).toHaveValue('1234567');
    await expect(page.getByRole('heading', { name: /Wacht op dit apparaat/ })).toBeHidden();
  });
});

test('the cap says until when, and not by what; a contact over it is kept and said', async ({ page, browser }) => {
  test.slow();
  await page.goto(CONTACT);
  await alive(page);
  await page.getByLabel('KvK-nummer').fill(kvk(31));
  await page.getByRole('button', { name: 'Mag ik dit bedrijf benaderen?' }).click();
  await expect(page.getByText(`${kvk(31)}: ja, je mag dit bedrijf vandaag benaderen.`)).toBeVisible();
  await fillIn(page, kvk(31));
  await page.getByRole('button', { name: 'Vastleggen' }).click();
  await expect(page.getByText('Het contact is vastgelegd.')).toBeVisible();
  await page.getByLabel('KvK-nummer').fill(kvk(31));
  await page.getByRole('button', { name: 'Mag ik dit bedrijf benaderen?' }).click();
  await expect(
    page.getByText(/nee, nog niet. Je mag dit bedrijf weer benaderen vanaf \d{1,2}-\d{1,2}-\d{4}/)
  ).toBeVisible();
  await fillIn(page, kvk(31), 'Nog een keer gesproken');
  await page.getByRole('button', { name: 'Vastleggen' }).click();
  await expect(page.getByText('Dit bedrijf was binnen 28 dagen al benaderd')).toBeVisible();
  const over = page.locator('li', { hasText: 'Nog een keer gesproken' });
  await expect(over).toContainText('Binnen de termijn van een eerdere benadering');

  await over.getByRole('link', { name: 'Aanpassen' }).click();
  await expect(page.getByRole('heading', { name: 'Contact aanpassen' })).toBeVisible();
  await expect(page.getByText('Leeg laten: hetzelfde bedrijf.')).toBeVisible();
  await page.getByLabel('Zij kwamen naar ons').check();
  await page.getByRole('button', { name: 'Wijziging opslaan' }).click();
  await expect(page.getByText('Het contact is aangepast.')).toBeVisible();
  await expect(page.locator('li', { hasText: 'Nog een keer gesproken' })).not.toContainText('termijn');
  await page.locator('li', { hasText: 'Nog een keer gesproken' }).getByRole('button', { name: 'Verwijderen' }).click();
  await expect(page.getByText('Het contact is verwijderd.')).toBeVisible();
  await expect(page.getByText('Nog een keer gesproken')).toHaveCount(0);

  // Only the project team changes the term, and says why.
  await expect(page.getByText('Termijn veranderen')).toHaveCount(0);
  const team = await invited(page, browser, { role: 'project_team', name: 'Team Van Grens' });
  await team.goto(CONTACT);
  await team.getByText('Termijn veranderen').click();
  await team.getByLabel('Aantal dagen').fill('30');
  await team.getByLabel('Waarom?').fill('Bedrijven vonden vier weken te kort.');
  await team.getByRole('button', { name: 'Termijn vastleggen' }).click();
  await expect(team.getByText('De termijn is nu 30 dagen.')).toBeVisible();
  await submit(team.request, `${HOERA}${CONTACT}?/term`, { days: '28', why: 'Terug naar wat afgesproken was.' });
  await page.goto('/settings/audit');
  await expect(page.getByText('Termijn tussen benaderingen veranderd').first()).toBeVisible();
  await team.context().close();
});

test.describe('on a phone without JavaScript', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test('it is a plain form, which comes back filled in when it is refused', async ({ page }) => {
    await page.goto(CONTACT);
    await expect(page.getByLabel('Welke overheid?')).toBeHidden();
    await page.getByLabel('Overheid', { exact: true }).check();
    await expect(page.getByLabel('KvK-nummer')).toBeHidden();
    await page.getByLabel('Bedrijf', { exact: true }).check();
    await fillIn(page, '123', 'Zonder scripts gezegd, bel 0413-123456');
    await page.getByText('+ Nog een opmerking').first().click();
    await page.getByLabel('Opmerking 2', { exact: true }).fill('En nog iets');
    await page.getByRole('button', { name: 'Vastleggen' }).click();
    await expect(page.getByRole('alert')).toContainText('Een KvK-nummer heeft 8 cijfers');
    await expect(page.getByLabel('Opmerking 2', { exact: true })).toHaveValue('En nog iets');
    await expect(page.getByLabel('Gaat het proberen')).toBeChecked();
    await page.getByLabel('KvK-nummer').fill(kvk(41));
    await page.getByRole('button', { name: 'Vastleggen' }).click();
    await expect(page.getByText('Het contact is vastgelegd.')).toBeVisible();
    await expect(saved(page, 'Zonder scripts gezegd, bel [nummer]')).toBeVisible();
  });
});

test('remarks become an improvement, a draft of an experiment, an outcome, and something to tell', async ({ page }) => {
  test.slow();
  await page.goto(CONTACT);
  await alive(page);
  const remarks = ['Waar vind ik de zeldzame knop kwartjesvinder?', 'De kwartjesvinder is een zeldzame knop'];
  for (const [place, remark] of remarks.entries()) {
    await fillIn(page, kvk(51 + place), remark);
    await page.getByRole('button', { name: 'Vastleggen' }).click();
    await expect(saved(page, remark)).toBeVisible();
  }
  await page.getByRole('link', { name: 'Verbeteringen' }).click();
  await page.getByRole('link', { name: /^Wat lijkt hierop\? ?: Waar vind ik/ }).click();
  await expect(page.getByText('Lijkt erop door: ').first()).toContainText('kwartjesvinder');
  for (const remark of remarks) await expect(page.getByRole('checkbox', { name: remark })).toBeChecked();
  await expectNoBarriers(page);
  await page.getByLabel('Verbetering', { exact: true }).fill('Zet de kwartjesvinder vooraan');
  await page.getByLabel('Waar zit het in de weg?').selectOption('company box_created');
  await page.getByLabel('Motief').selectOption('kunnen');
  await page.getByRole('button', { name: 'Bij elkaar leggen' }).click();
  await expect(page.getByRole('heading', { name: 'Zet de kwartjesvinder vooraan' })).toBeVisible();
  // An administrator may not know how few they are.
  await expect(page.getByText('Verschillende bedrijven: minder dan 10')).toBeVisible();
  const improvement = page.url();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectUsable(page);

  // With a list first, which is thrown away again.
  await page.getByRole('button', { name: 'Lijstexperiment ontwerpen' }).click();
  await expect(page).toHaveURL(/\/experiments\/lists\/list_zet-de-kwartjesvinder/);
  await expect(page.locator('textarea[name=question]')).toHaveValue(/Zet de kwartjesvinder vooraan/);
  await expect(page.locator('select[name=what]')).toHaveValue('company:box_created');
  const list = page.url();
  await page.goto(improvement);
  await expect(page.getByRole('link', { name: 'Zet de kwartjesvinder vooraan' })).toHaveAttribute(
    'href',
    new URL(list).pathname
  );
  await expect(page.getByRole('button', { name: 'Uitproberen' })).toHaveCount(0);
  await page.goto(list);
  await page.getByRole('button', { name: 'Weggooien' }).click();
  await page.goto(improvement);

  await page.getByRole('button', { name: 'Uitproberen' }).click();
  await expect(page).toHaveURL(/\/experiments\/zet-de-kwartjesvinder/);
  await expect(page.locator('textarea[name=hypothesis]')).toHaveValue(/Zet de kwartjesvinder vooraan/);
  await expect(page.locator('select[name=metric]')).toHaveValue('box_created');
  await page.goto(improvement);
  await expect(page.getByText('Zet de kwartjesvinder vooraan: in ontwerp', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Uitproberen' })).toHaveCount(0);

  await page.getByLabel('Uitgevoerd: het is er').check();
  await page.getByLabel('Wat is ervan gekomen?').fill('De knop staat nu vooraan.');
  await page.getByRole('button', { name: 'Afsluiten' }).click();
  await expect(page.getByRole('heading', { name: 'Terugvertellen: 2' })).toBeVisible();
  await page.goto(CONTACT);
  await page.getByText('Terugvertellen: 2').isVisible();
  const ready = page.locator('blockquote', { hasText: 'De knop staat nu vooraan.' });
  await expect(ready.first()).toContainText('zei u tegen ons: “');
  await page
    .getByRole('button', { name: /^Verteld/ })
    .first()
    .click();
  await expect(page.getByText('Genoteerd dat het verteld is.')).toBeVisible();
  await expect(page.getByText('Terugvertellen: 1')).toBeVisible();
  await expectNoBarriers(page);
});

for (const path of [CONTACT, `${CONTACT}/offline`, '/interventions/improvements'])
  test(`${path} is without barriers, wide and narrow, in both languages`, async ({ page }) => {
    test.slow();
    const wrong: string[] = [];
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await page.setViewportSize({ width: 320, height: 900 });
    await page.goto(path);
    await expectUsable(page);
    await page.getByRole('link', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    expect(wrong).toEqual([]);
  });

test('who only looks sees what is improved, and not what anybody said; the log stays closed', async ({
  page,
  browser
}) => {
  const manager = await invited(page, browser, { role: 'manager', name: 'Manager Van Zien' });
  expect((await manager.goto(CONTACT))?.status()).toBe(403);
  await manager.goto('/interventions/improvements');
  await expect(manager.getByRole('table', { name: 'Waar nog iets mee moet gebeuren' })).toBeVisible();
  await expect(manager.getByText('Nog nergens bij gelegd')).toHaveCount(0);
  await manager.getByRole('link', { name: 'Laat vooraf in stappen zien wat je nodig hebt' }).click();
  await expect(manager.getByText('In productie', { exact: false }).first()).toBeVisible();
  await expect(manager.locator('blockquote')).toHaveCount(0);
  await expect(manager.getByRole('button', { name: /Verteld|Uitproberen|Toch weer openen/ })).toHaveCount(0);
  await manager.context().close();
});
