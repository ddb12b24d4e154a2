import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './src/ui/project.inlang',
      outdir: './src/ui/paraglide',
      strategy: ['cookie', 'baseLocale'],
      cookieName: 'language'
    }),
    sveltekit()
  ],
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**'],
    // One process a file: the embedded engine binds one folder for the life of a process.
    pool: 'forks',
    testTimeout: 30_000
  },
  ssr: { external: ['chdb', '@clickhouse/client', '@electric-sql/pglite', '@node-rs/argon2'] }
});
