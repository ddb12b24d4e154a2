import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { z } from 'zod';

const LIMIT = 1_500;
const built = readFileSync('static/tracker.js', 'utf8');

test('the tracker that sites load is what the source builds to (else: npm run tracker)', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  // The same options as the script, so that neither can drift.
  expect(scripts['tracker']).toBe(
    'esbuild src/tracker/tracker.ts --bundle --minify --target=es2021 --format=esm --log-level=warning --outfile=static/tracker.js'
  );
  const { outputFiles } = buildSync({
    entryPoints: ['src/tracker/tracker.ts'],
    bundle: true,
    minify: true,
    target: 'es2021',
    format: 'esm',
    write: false
  });
  expect(built).toBe(outputFiles[0]?.text);
});

test(`the tracker weighs at most ${LIMIT} bytes over the line`, () => {
  expect(gzipSync(built, { level: 9 }).length).toBeLessThanOrEqual(LIMIT);
});

test('the tracker is a classic script of one expression that leaves only window.hoera behind', () => {
  expect(built).not.toMatch(/\b(import|export)\b/);
  // A name outside the expression would be one in the page.
  expect(built).toMatch(/^\(\(\)=>\{[^]*\}\)\(\);\n$/);
  expect(built).not.toMatch(/document\.cookie|innerHTML|eval\(/);
});
