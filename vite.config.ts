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

export default defineConfig({
  plugins,
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**'],
    globalSetup: ['tests/template.ts'],
    // One process a file: the embedded engine binds one folder for the life of a process.
    pool: 'forks',
    // The engine waits for the disk often enough for two to share two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000
  },
  ssr: { external: ['chdb', '@clickhouse/client', '@electric-sql/pglite', '@node-rs/argon2'] }
});
