import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const Report = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }))
  })
});

/** Runs the rules on the tree in a folder. */
function cruise(folder: string, ...places: string[]) {
  const output = execFileSync(
    process.execPath,
    [
      resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      resolve('tests/architecture.cjs'),
      '--output-type',
      'json',
      ...places
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 100_000_000 }
  );
  return Report.parse(JSON.parse(output)).summary;
}

const noun = 'export const noun = 1;\n';
const imports = (...paths: string[]) => paths.map((path) => `import '${path}';\n`).join('') + noun;

/** Allowed: each of these would be caught if a rule were too strict. */
const SOUND: Record<string, string> = {
  'src/organisations/organisation.ts': imports('zod'),
  'src/organisations/organisations.server.ts': imports(
    '#organisations/organisation.ts',
    '#store/warehouse.server.ts',
    'node:fs',
    '#clickhouse/queries/organisations/all.sql?raw'
  ),
  'src/events/event.ts': imports('#organisations/organisation.ts', '#time/day.ts', '#statistics/share.ts'),
  'src/reports/Report.svelte':
    "<script lang=\"ts\">import { noun } from '#events/event.ts'; import Chart from '#ui/Chart.svelte';</script>{noun}<Chart />",
  'src/ui/Chart.svelte': '<script lang="ts">import { noun } from "#time/day.ts";</script>{noun}',
  'src/time/day.ts': noun,
  'src/statistics/share.ts': noun,
  'src/refusal.ts': noun,
  'src/environment.ts': imports('node:path'),
  'src/store/warehouse.server.ts': imports(
    'pg',
    'chdb/connection',
    '@clickhouse/client',
    '#environment.ts',
    '#refusal.ts',
    '#clickhouse/migrations/0001_first.sql?raw'
  ),
  'src/experiments/assignment.ts': noun,
  'src/tracker/tracker.ts':
    "import type { noun } from '#events/event.ts';\nimport '#experiments/assignment.ts';\nexport type Name = typeof noun;\n",
  'src/accounts/accounts.server.ts': imports('lucia', '#store/warehouse.server.ts'),
  'src/example/example.server.ts': imports('#accounts/accounts.server.ts', '#events/event.ts'),
  'src/schedule/schedule.server.ts': imports('#organisations/organisations.server.ts'),
  'src/hooks.server.ts': imports('#accounts/accounts.server.ts', '#schedule/schedule.server.ts'),
  'src/cli/hoera.ts': imports('#example/example.server.ts', 'node:fs'),
  'src/routes/+page.svelte': '<script lang="ts">import Report from \'#reports/Report.svelte\';</script><Report />'
};

/** Forbidden: [rule that catches, file, its text, further files it needs]. */
const PLANTED: [rule: string, file: string, text: string, more?: Record<string, string>][] = [
  ['organisations-looks-only-upstream', 'src/organisations/planted.ts', imports('#events/event.ts')],
  ['events-looks-only-upstream', 'src/events/planted.ts', imports('#reports/Report.svelte')],
  [
    'events-looks-only-upstream',
    'src/events/planted.server.ts',
    imports('#clickhouse/queries/reports/monthly.sql?raw')
  ],
  [
    'experiments-looks-only-upstream',
    'src/experiments/planted.ts',
    "import type { noun } from '#moments/moment.ts';\nexport type Moment = typeof noun;\n",
    { 'src/moments/moment.ts': noun }
  ],
  [
    'ui-looks-only-upstream',
    'src/ui/Planted.svelte',
    '<script lang="ts">import { noun } from \'#events/event.ts\';</script>{noun}'
  ],
  ['time-looks-only-upstream', 'src/time/planted.ts', imports('#ui/Chart.svelte')],
  ['statistics-looks-only-upstream', 'src/statistics/planted.ts', imports('#time/day.ts')],
  ['refusal.ts-looks-only-upstream', 'src/refusal.ts', imports('#environment.ts')],
  ['store-looks-only-upstream', 'src/store/planted.server.ts', imports('#organisations/organisation.ts')],
  ['store-looks-only-upstream', 'src/store/asking.server.ts', imports('#clickhouse/queries/events/all.sql?raw')],
  ['files-looks-only-upstream', 'src/files/planted.server.ts', imports('#events/event.ts')],
  ['accounts-looks-only-upstream', 'src/accounts/planted.server.ts', imports('#events/event.ts')],
  ['accounts-is-known-to-few', 'src/reports/reports.server.ts', imports('#accounts/accounts.server.ts')],
  ['example-is-known-to-few', 'src/events/tempted.server.ts', imports('#example/example.server.ts')],
  ['schedule-is-known-to-few', 'src/moments/tempted.server.ts', imports('#schedule/schedule.server.ts')],
  ['doors-are-not-imported', 'src/moments/planted.ts', imports('#routes/asked.ts'), { 'src/routes/asked.ts': noun }],
  ['tracker-carries-nothing', 'src/tracker/planted.ts', imports('#events/event.ts')],
  ['tracker-carries-nothing', 'src/tracker/heavy.ts', imports('zod')],
  ['assignment-imports-nothing', 'src/experiments/assignment.ts', imports('zod')],
  ['only-store-knows-drivers', 'src/events/engine.server.ts', imports('chdb/connection')],
  ['only-store-knows-drivers', 'src/events/client.server.ts', imports('@clickhouse/client')],
  ['only-store-knows-drivers', 'src/events/pg.server.ts', imports('pg')],
  ['only-store-knows-drivers', 'src/events/pglite.server.ts', imports('drizzle-orm/pglite')],
  ['only-store-knows-drivers', 'src/cli/planted.ts', imports('@electric-sql/pglite')],
  ['only-accounts-knows-lucia', 'src/hooks.client.ts', imports('lucia')],
  ['pure-imports-no-server-file', 'src/adoption/funnel.ts', imports('#organisations/organisations.server.ts')],
  [
    'pure-imports-no-server-file',
    'src/adoption/Funnel.svelte',
    '<script lang="ts">import { noun } from \'#organisations/organisations.server.ts\';</script>{noun}'
  ],
  ['pure-imports-no-node', 'src/adoption/step.ts', imports('node:crypto')],
  [
    'pages-import-no-server-file',
    'src/routes/planted/+page.svelte',
    '<script lang="ts">import { noun } from \'#organisations/organisations.server.ts\';</script>{noun}'
  ],
  ['no-cycles', 'src/motives/a.ts', imports('#motives/b.ts'), { 'src/motives/b.ts': imports('./a.ts') }],
  ['resolves', 'src/motives/lost.ts', imports('#motives/gone.ts')],
  ['named-for-what-it-is', 'src/events/utils.ts', noun],
  ['named-for-what-it-is', 'src/routes/helpers/sum.ts', noun],
  ['named-for-what-it-is', 'src/ui/lib/Thing.svelte', '<p>x</p>'],
  ['belongs-to-a-place', 'src/analytics/thing.ts', noun]
];

const PACKAGES = ['zod', 'pg', 'chdb', '@clickhouse/client', '@electric-sql/pglite', 'drizzle-orm', 'lucia', 'svelte'];

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** Lays out a tree of its own, with packages that hold nothing. */
function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hoera-architecture-'));
  folders.push(folder);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(
    'package.json',
    JSON.stringify({
      type: 'module',
      imports: { '#clickhouse/*': './clickhouse/*', '#*': './src/*' },
      dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '1']))
    })
  );
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: { module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true, noEmit: true }
    })
  );
  for (const name of PACKAGES) {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', exports: { '.': './index.js', './*': './*/index.js' } })
    );
    for (const entry of ['', 'connection/', 'pglite/']) write(`node_modules/${name}/${entry}index.js`, 'export {};');
  }
  for (const room of ['organisations', 'events', 'reports']) {
    for (const name of ['all', 'monthly'])
      write(`clickhouse/queries/${room}/${name}.sql`, '-- What is there?\nSELECT 1');
  }
  write('clickhouse/migrations/0001_first.sql', 'SELECT 1');
  for (const [path, text] of Object.entries(files)) write(path, text);
  return folder;
}

describe('the river', () => {
  test('our own sources keep every rule', { timeout: 120_000 }, () => {
    const { violations, totalCruised } = cruise('.', 'src', 'tests');
    expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(50);
  });

  test('what is allowed passes', () => {
    expect(cruise(plant(SOUND), 'src').violations).toEqual([]);
  });

  const planted = plant({
    ...SOUND,
    ...Object.assign({}, ...PLANTED.map(([, , , more]) => more ?? {})),
    ...Object.fromEntries(PLANTED.map(([, file, text]) => [file, text]))
  });
  const caught = cruise(planted, 'src').violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  test.each(PLANTED)('%s catches %s', (rule, file) => {
    expect(caught).toContain(`${rule}: ${file}`);
  });

  test('every rule is proven to catch', async () => {
    const { default: config } = (await import('./architecture.cjs')) as { default: { forbidden: { name: string }[] } };
    // Rooms that do not stand at either end of the river are made by the same line of code as their neighbours.
    const proven = new Set(caught.map((line) => line.split(':')[0]));
    const alike =
      /^(surveys|motives|interventions|moments|reports|adoption|environment\.ts|example|schedule)-looks-only-upstream$/;
    expect(config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name) && !alike.test(name))).toEqual(
      []
    );
  });
});
