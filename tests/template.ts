/** Migrated, empty stores, made once a run beside the first tests, so that each test file copies them and starts at once. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { dropDatabase, inNewDatabases } from './databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with `data` (the stores), and `done` or `failed` once they are ready or not. */
    template: string;
  }
}

/** One for all files: the stores remember which key they were filled with. */
export const SECRET = 'a secret for tests, at least 32 characters';

const FILL =
  "const { openStores, closeStores } = await import('#store/store.server.ts'); await openStores(); await closeStores();";

export default async function makeTemplate(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'hoera-template-'));
  project.provide('template', folder);
  const addresses = await inNewDatabases('hoera_template');
  // The embedded engine binds one folder a process, and this one lives as long as the run: a child makes the stores.
  const child = spawn(process.execPath, ['--import', './src/store/raw.js', '--input-type=module', '--eval', FILL], {
    env: { ...process.env, ...addresses, HOERA_DATA: join(folder, 'data'), HOERA_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) =>
    child.once('close', (code) => {
      writeFileSync(join(folder, code === 0 ? 'done' : 'failed'), code === 0 ? (addresses.DATABASE_URL ?? '') : output);
      resolve();
    })
  );
  return async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await ended;
    await dropDatabase(addresses);
    rmSync(folder, { recursive: true, force: true });
  };
}
