import { expect, test } from 'vitest';
import { EnvironmentError, parseEnvironment } from '#environment.ts';
import { fc } from './property.ts';

test('without variables everything has a value', () => {
  expect(parseEnvironment({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    origin: 'http://127.0.0.1:3000',
    data: './data',
    clickhouseUrl: undefined,
    databaseUrl: undefined,
    secret: undefined,
    example: true,
    firstAdministrator: undefined,
    mail: undefined,
    webhookHosts: []
  });
});

const WRONG: [variable: string, value: string, more?: Record<string, string>][] = [
  ['PORT', '0'],
  ['PORT', '70000'],
  ['PORT', 'http'],
  ['ORIGIN', 'hoera.example.nl'],
  ['CLICKHOUSE_URL', 'tcp://127.0.0.1:9000'],
  ['DATABASE_URL', 'mysql://127.0.0.1/hoera'],
  ['HOERA_SECRET', 'too short'],
  ['HOERA_EXAMPLE', 'yes'],
  ['HOERA_ADMIN_EMAIL', 'nobody', { HOERA_ADMIN_PASSWORD: 'correct-horse-battery' }],
  ['HOERA_ADMIN_EMAIL', 'a@hoera.example'],
  ['HOERA_ADMIN_PASSWORD', 'short', { HOERA_ADMIN_EMAIL: 'a@hoera.example' }],
  ['HOERA_WEBHOOK_HOSTS', 'https://chat.example.nl'],
  ['HOERA_WEBHOOK_HOSTS', 'chat.example.nl,,x'],
  ['HOERA_MAIL_FROM', 'Hoera <nobody>', { HOERA_SMTP_URL: 'smtp://mail.example.nl' }],
  ['HOERA_MAIL_FROM', 'a@hoera.example\r\nBcc: b@hoera.example', { HOERA_SMTP_URL: 'smtp://mail.example.nl' }],
  ['HOERA_SMTP_URL', 'smtp://mail.example.nl'],
  ...[
    'mail.example.nl:587',
    'http://mail.example.nl',
    'smtp://',
    'smtp://mail.example.nl/inbox',
    'smtp://:secret-word@mail.example.nl',
    'smtp://user:%E0%A4@mail.example.nl',
    'smtp://mail.example.nl?requireTls=true',
    'smtp://mail.example.nl?starttls=sometimes',
    'smtps://mail.example.nl?starttls=required',
    'smtp://mail.example.nl?timeout=0',
    'smtp://mail.example.nl?timeout=1e9'
  ].map((value): [string, string, Record<string, string>] => [
    'HOERA_SMTP_URL',
    value,
    { HOERA_MAIL_FROM: 'a@hoera.example' }
  ])
];
test.each(WRONG)('%s=%s stops the start and is named, without its value', (variable, value, more = {}) => {
  const start = () => parseEnvironment({ ...more, [variable]: value });
  expect(start).toThrow(EnvironmentError);
  expect(start).toThrow(variable);
  try {
    start();
  } catch (error) {
    if (value.length > 3) expect(String(error)).not.toContain(value);
  }
});

test('all wrong variables are named at once', () => {
  fc.assert(
    fc.property(fc.subarray(WRONG.filter(([, , more]) => !more).slice(0, 8), { minLength: 1 }), (wrong) => {
      const start = () => parseEnvironment(Object.fromEntries(wrong));
      for (const [variable] of wrong) expect(start).toThrow(variable);
    })
  );
});

test('an empty variable is one that is not set', () => {
  expect(parseEnvironment({ PORT: '', HOERA_SECRET: '', DATABASE_URL: '' })).toEqual(parseEnvironment({}));
});

test.each([
  [
    'smtp://mail.example.nl',
    { host: 'mail.example.nl', port: 587, secure: false, starttls: 'offered', login: undefined, timeout: 30 }
  ],
  [
    'smtps://mail.example.nl?timeout=5',
    { host: 'mail.example.nl', port: 465, secure: true, starttls: 'offered', login: undefined, timeout: 5 }
  ],
  [
    'smtp://hoera%40example.nl:p%2Fw%3A@[::1]:25',
    {
      host: '::1',
      port: 25,
      secure: false,
      // A password does not go over a line that others can read, unless somebody says so.
      starttls: 'required',
      login: { user: 'hoera@example.nl', password: 'p/w:' },
      timeout: 30
    }
  ],
  [
    'smtp://u:p@relay:2525?starttls=never',
    {
      host: 'relay',
      port: 2525,
      secure: false,
      starttls: 'never',
      login: { user: 'u', password: 'p' },
      timeout: 30
    }
  ]
])('%s says how mail goes out', (url, server) => {
  const from = (text: string) => parseEnvironment({ HOERA_SMTP_URL: url, HOERA_MAIL_FROM: text }).mail;
  expect(from('a@hoera.example')).toEqual({ ...server, from: { name: 'Hoera', address: 'a@hoera.example' } });
  expect(from('"Provincie, Hoera" <a@hoera.example>')?.from).toEqual({
    name: 'Provincie, Hoera',
    address: 'a@hoera.example'
  });
});

test('hosts of webhooks are a list of names', () => {
  expect(parseEnvironment({ HOERA_WEBHOOK_HOSTS: 'Chat.intern.nl, 10.1.2.3' }).webhookHosts).toEqual([
    'chat.intern.nl',
    '10.1.2.3'
  ]);
});
