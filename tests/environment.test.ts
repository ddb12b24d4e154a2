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
    firstAdministrator: undefined
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
  ['HOERA_ADMIN_PASSWORD', 'short', { HOERA_ADMIN_EMAIL: 'a@hoera.example' }]
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
