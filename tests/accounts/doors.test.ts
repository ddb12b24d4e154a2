import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { keyOf } from '#accounts/doors.ts';

/** Every address that answers, with a word where it takes one. */
const paths = [
  ...new Set(
    readdirSync('src/routes', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\+(page|server)/.test(file))
      .map((file) => `/${dirname(file) === '.' ? '' : dirname(file)}`.replace(/\[[^\]]+\]/g, 'x'))
  )
].sort();

test('every route is behind a door that is on the list, and only these are open to all', () => {
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => keyOf(path) === undefined)).toEqual([]);
  expect(paths.filter((path) => keyOf(path)?.kind === 'public')).toEqual([
    '/api/eval/x',
    '/api/features/x',
    '/collect',
    '/feed/x',
    '/health',
    '/invitation/x',
    '/language',
    '/login',
    '/share/x',
    '/sub/x',
    '/survey/x',
    '/survey/x/shown.css',
    '/survey/x/thanks',
    '/track',
    '/unsubscribe/x'
  ]);
});

test('programs need a token with the scope of what they do', () => {
  expect(paths.filter((path) => path.startsWith('/api/v1/')).map((path) => [path, keyOf(path)])).toEqual([
    ['/api/v1/adoption/channels', { kind: 'scope', scope: 'read' }],
    ['/api/v1/adoption/funnel', { kind: 'scope', scope: 'read' }],
    ['/api/v1/adoption/ladder', { kind: 'scope', scope: 'read' }],
    ['/api/v1/adoption/teams', { kind: 'scope', scope: 'read' }],
    ['/api/v1/adoption/trends', { kind: 'scope', scope: 'read' }],
    ['/api/v1/commands/x', { kind: 'token' }],
    ['/api/v1/events', { kind: 'scope', scope: 'read' }],
    ['/api/v1/experiments/x', { kind: 'scope', scope: 'read' }],
    ['/api/v1/imports/x', { kind: 'scope', scope: 'import' }],
    ['/api/v1/moments', { kind: 'scope', scope: 'read' }],
    ['/api/v1/motives', { kind: 'scope', scope: 'read' }],
    ['/api/v1/reports', { kind: 'scope', scope: 'read' }],
    ['/api/v1/reports/x', { kind: 'scope', scope: 'read' }],
    ['/api/v1/statistics/analyse', { kind: 'scope', scope: 'read' }],
    ['/api/v1/surveys/x', { kind: 'scope', scope: 'read' }]
  ]);
});

test('what is not on the list is closed, also when it looks like something that is open', () => {
  for (const path of [
    '/nothing',
    '/loginx',
    '/collectx',
    '/health.json',
    '/api',
    '/api/v2/events',
    '/api/featuresx',
    '/subscribe',
    '/tracker',
    '//login',
    '/Login'
  ])
    expect(keyOf(path), path).toBeUndefined();
});
