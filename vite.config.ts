import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

// Tests run the sources as they are. Under them both plugins only keep watching files, so that a run would not end.
const plugins = process.env['VITEST']
  ? []
  : [
      paraglideVitePlugin({
        project: './src/ui/project.inlang',
        outdir: './src/ui/paraglide',
        strategy: ['cookie', 'baseLocale'],
        cookieName: 'language'
      }),
      sveltekit()
    ];

const PURE = ['statistics', 'time', 'tracker', 'ui'].map((room) => `tests/${room}/**/*.test.ts`);

export default defineConfig({
  plugins,
  test: {
    pool: 'forks',
    // The engine waits for the disk often enough for two to share two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      // One process a file: the embedded engine binds one folder for the life of a process.
      {
        extends: true,
        test: {
          name: 'process',
          include: ['tests/**/*.test.ts'],
          exclude: PURE,
          // As every process of ours starts.
          execArgv: ['--import', './src/store/raw.js'],
          globalSetup: ['tests/template.ts']
        }
      },
      // Pure functions can share one.
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } }
    ]
  },
  ssr: { external: ['chdb', '@clickhouse/client', '@electric-sql/pglite', '@node-rs/argon2'] }
});
