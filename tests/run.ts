/** Everything that `npm test` holds true, in order of cost; the last line counts the tests. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { chromium, clickhouse, postgres } from './servers.ts';

/** Each test file copies stores of 1,300 files: in memory, where there is room, that takes a tenth of the time. */
const MEMORY = '/dev/shm';
const ROOM = 2e9;
if (existsSync(MEMORY)) {
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize > ROOM) process.env['TMPDIR'] = MEMORY;
}

const scratch = mkdtempSync(join(tmpdir(), 'hoera-tests-'));
const count = { passed: 0, failed: 0, skipped: 0 };
/** What failed and why, told once more at the end: nobody has to look for it between the lines. */
const failures: string[] = [];

interface Ended {
  code: number | null;
  output: string;
}

/** Runs a program of the project's packages to its end. */
function program(line: string[], env: Record<string, string> = {}): Promise<Ended> {
  const [command = '', ...words] = line;
  const child = spawn(join('node_modules/.bin', command), words, {
    // Dozens of processes load the same modules: each is compiled once.
    env: { NODE_COMPILE_CACHE: join(process.cwd(), 'node_modules/.cache/hoera'), ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Runs a part and tells how it went; what it printed is shown when it failed. */
async function part(what: string, deed: () => Promise<Ended>): Promise<boolean> {
  const started = performance.now();
  const { code, output } = await deed();
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${what} (${seconds} s)`);
  if (code !== 0) console.log(output.split('\n').slice(-400).join('\n'));
  return code === 0;
}

async function check(what: string, line: string[]): Promise<void> {
  if (await part(what, () => program(line))) count.passed++;
  else {
    count.failed++;
    failures.push(what);
  }
}

const Vitest = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()) })
      )
    })
  )
});

async function vitest(what: string, files: string[], env: Record<string, string> = {}): Promise<void> {
  const report = join(scratch, `${what.replaceAll(' ', '-')}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const well = await part(what, () => program(['vitest', 'run', ...reporters, ...files], env));
  try {
    const result = Vitest.parse(JSON.parse(readFileSync(report, 'utf8')));
    count.passed += result.numPassedTests;
    // A file that did not even load has no test that failed.
    count.failed += result.numFailedTests || (well ? 0 : Math.max(1, result.numFailedTestSuites));
    count.skipped += result.numPendingTests;
    for (const { name, message, assertionResults } of result.testResults) {
      if (message !== '') failures.push(`${what}: ${name}\n${message}`);
      for (const { status, fullName, failureMessages } of assertionResults) {
        if (status === 'failed') failures.push(`${what}: ${fullName}\n${failureMessages.join('\n')}`);
        if (status === 'skipped' || status === 'pending' || status === 'todo') console.log(`  left out: ${fullName}`);
      }
    }
  } catch (error) {
    failures.push(`${what}: no report: ${String(error)}`);
    count.failed++;
  }
}

const Suite = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      ok: z.boolean(),
      tests: z.array(z.object({ results: z.array(z.object({ errors: z.array(z.object({ message: z.string() })) })) }))
    })
  ),
  get suites() {
    return z.array(Suite).optional();
  }
});
const Playwright = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.object({ message: z.string() })),
  suites: z.array(Suite)
});

function tellFailures({ specs, suites }: z.infer<typeof Suite>): void {
  for (const { title, tests } of specs.filter(({ ok }) => !ok)) {
    const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
    failures.push(`in the browser: ${title}\n${errors.map(({ message }) => message).join('\n')}`);
  }
  suites?.forEach(tellFailures);
}

async function browser(): Promise<void> {
  const report = join(scratch, 'browser.json');
  const well = await part('in the browser', () =>
    program(['playwright', 'test', '--reporter=line,json'], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      HOERA_DATA: join(scratch, 'browser'),
      CHROMIUM_PATH: chromium()
    })
  );
  try {
    const { stats, errors, suites } = Playwright.parse(JSON.parse(readFileSync(report, 'utf8')));
    count.passed += stats.expected;
    // Passing at a second try is not passing.
    count.failed += stats.unexpected + stats.flaky || (well ? 0 : 1);
    count.skipped += stats.skipped;
    failures.push(...errors.map(({ message }) => `in the browser: ${message}`));
    suites.forEach(tellFailures);
  } catch (error) {
    failures.push(`in the browser: no report: ${String(error)}`);
    count.failed++;
  }
}

/** `npm run faults`: everything in its long form. */
const FULL = Boolean(process.env['HOERA_FAULTS']);

/** Test files of what the register keeps and several do at once, which a real PostgreSQL hears together: of servers, at first. */
const OF_REGISTER = /^tests\/(accounts|experiments|interventions|reports|schedule|surveys)\/|^tests\/motives\/rules\./;
/** Of the way to either kind of store: of both. */
const OF_BOTH = /^tests\/(store|files\/importing|events\/ledger)/;

/** Which there are, vite.config.ts says. A test that opens the stores asks one kind of them, the same questions in the same words; in the long form it asks both. */
function files(): { embedded: string[]; servers: string[] } {
  const all = readdirSync('tests', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(test|faults)\.ts$/.test(path))
    .map((path) => join('tests', path));
  const withStores = all.filter((path) => readFileSync(path, 'utf8').includes('useStores()'));
  if (FULL) return { embedded: all, servers: withStores };
  const ofRegister = withStores.filter((path) => OF_REGISTER.test(path));
  return {
    embedded: all.filter((path) => !ofRegister.includes(path)),
    servers: [...ofRegister, ...withStores.filter((path) => OF_BOTH.test(path))]
  };
}

async function onServers(files: string[]): Promise<void> {
  const [history, register] = await Promise.all([clickhouse(join(scratch, 'clickhouse')), postgres(scratch)]);
  try {
    await vitest('on servers', files, { CLICKHOUSE_URL: history.url, DATABASE_URL: register.url });
  } finally {
    await Promise.all([history.stop(), register.stop()]);
  }
}

const started = performance.now();
try {
  // Looked for first: what is missing is told before ten minutes have passed.
  chromium();
  // Two at a time, for two cores; what the types need of it is generated at installation.
  await Promise.all([
    check('build', ['vite', 'build']).then(() =>
      check('types', ['svelte-check', '--fail-on-warnings', '--output', 'human'])
    ),
    check('lint', ['eslint', '.'])
  ]);
  const { embedded, servers } = files();
  await vitest('on embedded stores', embedded);
  await onServers(servers);
  // The server fills itself first, which takes one core.
  const quick = check('format', ['prettier', '--check', '.']).then(() => check('dead code', ['knip']));
  await Promise.all([browser(), quick]);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

for (const failure of failures) console.log(`\nFAILED  ${failure.split('\n').slice(0, 40).join('\n')}`);
console.log(`${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed > 0 ? 1 : 0;
