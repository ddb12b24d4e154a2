import { chromium } from '@playwright/test';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
const context = await browser.newContext({ baseURL: 'http://127.0.0.1:4414', locale: 'nl-NL', reducedMotion: 'reduce' });
const page = await context.newPage();
page.on('pageerror', (e) => console.log('ERR', e.message)); page.on('console', (c) => c.type() === 'error' && console.log('CON', c.text()));
await page.goto('/login'); await page.getByLabel('E-mailadres').fill('a@b.nl'); await page.getByLabel('Wachtwoord').fill('wachtwoord-van-kees'); await page.getByRole('button', { name: 'Inloggen' }).click(); await page.waitForURL(/adoption/);
const paths = process.argv.slice(2);
for (const [i, path] of paths.entries()) for (const width of [1280, 390]) {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(path);
  if (i === 1 && path === 'STORY') {}
  await page.screenshot({ path: `/tmp/moments/shot-${i}-${width}.png`, fullPage: true });
}
console.log(await page.evaluate(async () => (await fetch('/api/v1/moments?days=365')).json()).then((a) => a.moments.map((x) => [x.id, x.day, x.kind, x.tone].join(' ')).join('\n')));
await browser.close();
