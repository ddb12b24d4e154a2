import { defineConfig } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from './tests/servers.ts';

// Chosen once; the workers, which read this file again, inherit them.
const port = (process.env['HOERA_BROWSER_PORT'] ??= String(20_000 + Math.floor(Math.random() * 20_000)));
const data = (process.env['HOERA_DATA'] ??= mkdtempSync(join(tmpdir(), 'hoera-browser-')));
const login = {
  HOERA_ADMIN_EMAIL: (process.env['HOERA_ADMIN_EMAIL'] ??= 'test@hoera.example'),
  HOERA_ADMIN_PASSWORD: (process.env['HOERA_ADMIN_PASSWORD'] ??= 'correct-horse-battery')
};
// A mail server that keeps every letter in a folder where the workers look.
const mailPort = (process.env['HOERA_BROWSER_MAIL_PORT'] ??= String(10_000 + Math.floor(Math.random() * 10_000)));
const mailbox = (process.env['HOERA_BROWSER_MAIL'] ??= `${data}-mail`);
const origin = (process.env['HOERA_URL'] ??= `http://127.0.0.1:${port}`);
const LONG = ['experiments.spec.ts', 'testing.spec.ts', 'tracker.spec.ts'];

export default defineConfig({
  testDir: 'tests/browser',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // One more than there are cores: of those that go first, one mostly waits for what arrives.
  workers: 3,
  forbidOnly: true,
  // What takes longest or mostly waits goes first: the other workers meanwhile do the rest.
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'short', testIgnore: LONG }
  ],
  use: {
    baseURL: origin,
    locale: 'nl-NL',
    timezoneId: 'Europe/Amsterdam',
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: (process.env['CHROMIUM_PATH'] ??= chromium()),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        // A browser without a window calls itself a robot, and robots are refused; as an argument, because beacons too have to.
        '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A page lives for seconds here: making its scripts faster takes longer than it saves.
        '--js-flags=--no-opt --no-maglev',
        // Websites of others, for the tracker: names that are this machine, without https.
        '--host-resolver-rules=MAP *.example 127.0.0.1'
      ]
    }
  },
  // The real server, as `npm start` runs it: it builds what is missing and fills itself with example data.
  webServer: [
    {
      command: 'node --import ./src/store/raw.js src/cli/hoera.ts start',
      url: `${origin}/health`,
      timeout: 240_000,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
      stdout: process.env['HOERA_BROWSER_LOG'] ? 'pipe' : 'ignore',
      env: {
        PATH: `${join(import.meta.dirname, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
        PORT: port,
        HOERA_DATA: data,
        HOERA_SECRET: 'a secret for tests, at least 32 characters',
        HOERA_EXAMPLE: '1',
        HOERA_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
        HOERA_MAIL_FROM: 'Hoera <hoera@provincie.example>',
        HOERA_WEBHOOK_HOSTS: '127.0.0.1',
        ...login
      }
    },
    {
      command: `node tests/browser/mailbox.ts ${mailPort} ${mailbox}`,
      port: Number(mailPort),
      env: { PATH: `${join(import.meta.dirname, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` }
    }
  ]
});
