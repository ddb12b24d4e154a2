import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { z } from 'zod';

/** Bytes that travel to a page, and which script; the editor goes to staff only. */
const LIMITS = { tracker: 1_500, experiments: 4_096, survey: 4_096, editor: 10_000 };
const NAMES = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
const built = Object.fromEntries(NAMES.map((name) => [name, readFileSync(`static/${name}.js`, 'utf8')]));

test('what sites load is what the sources build to (else: npm run tracker)', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const entryPoints = NAMES.map((name) => `src/tracker/${name}.ts`);
  // The same options as the script, so that neither can drift.
  expect(scripts['tracker']).toBe(
    `esbuild ${entryPoints.join(' ')} --bundle --minify --target=es2021 --format=iife --log-level=warning --outdir=static`
  );
  const { outputFiles } = buildSync({
    entryPoints,
    bundle: true,
    minify: true,
    target: 'es2021',
    format: 'iife',
    outdir: 'static',
    write: false
  });
  expect(outputFiles.map(({ text }) => text)).toEqual(NAMES.map((name) => built[name]));
});

test.each(NAMES)('%s weighs no more over the line than agreed', (name) => {
  expect(gzipSync(built[name]!, { level: 9 }).length).toBeLessThanOrEqual(LIMITS[name]);
});

test.each(NAMES)('%s is a classic script of one expression that leaves only window.hoera behind', (name) => {
  const script = built[name];
  expect(script).not.toMatch(/\b(import|export)[ {(]/);
  // A name outside the expression would be one in the page.
  expect(script).toMatch(/^(?:"use strict";)?\(\(\)=>\{[^]*\}\)\(\);\n$/);
  expect(script).not.toMatch(/document\.cookie|eval\(/);
});
