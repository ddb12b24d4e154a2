import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The messages as a bundle is made of them; what `npm run prepare` makes of them is beside the sources. */
const MESSAGES = './.svelte-kit/messages';

// Tests run the sources as they are. Under them both plugins only keep watching files, so that a run would not end.
const bundles = !process.env['VITEST'];
const plugins = !bundles
  ? []
  : [
      paraglideVitePlugin({
        project: './src/ui/project.inlang',
        // A module a message: a page carries those that it shows. Node and the tests read the same by language, in a tenth of the time.
        outdir: MESSAGES,
        strategy: ['cookie', 'baseLocale'],
        cookieName: 'language'
      }),
      sveltekit()
    ];

/** What takes longer, or needs a machine with nothing else to do, is only in `npm run faults`. */
const ENDS = process.env['HOERA_FAULTS'] ? /\.(test|faults)\.ts$/ : /\.test\.ts$/;

/** Test files that open stores, start programs or change the environment: each has a process of its own. */
const ALONE = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((path) => ENDS.test(path))
  .map((path) => `tests/${path}`)
  .filter((path) => /stores\.ts'|server\.ts'|child_process|process\.env/.test(readFileSync(path, 'utf8')));

export default defineConfig({
  plugins,
  resolve: {
    alias: bundles ? [{ find: /^#ui\/paraglide(?=\/)/, replacement: resolve(import.meta.dirname, MESSAGES) }] : []
  },
  test: {
    pool: 'forks',
    // One more than there are cores: a test of the stores or of a program waits a quarter of its time.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      // One process a file: the embedded engine binds one folder for the life of a process.
      {
        extends: true,
        test: {
          name: 'process',
          include: ALONE,
          // As every process of ours starts: Node reads the sources itself, in half the time that Vite takes for a file.
          execArgv: ['--import', './src/store/raw.js'],
          experimental: { viteModuleRunner: false },
          globalSetup: ['tests/template.ts']
        }
      },
      // Pure functions can share one.
      { extends: true, test: { name: 'pure', include: ['tests/**/*.test.ts'], exclude: ALONE, isolate: false } }
    ]
  },
  ssr: { external: ['chdb', '@clickhouse/client', '@electric-sql/pglite', '@node-rs/argon2'] }
});
