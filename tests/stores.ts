/** Real, empty stores for one test file, in a folder of its own; closed and removed afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { closeStores, openStores } from '#store/store.server.ts';

/** Call at the top of a test file that asks the engine or the register. */
export function useStores(): void {
  const folder = mkdtempSync(join(tmpdir(), 'hoera-test-'));
  process.env['HOERA_DATA'] = folder;
  process.env['HOERA_SECRET'] ??= 'a secret for tests, at least 32 characters';
  beforeAll(() => openStores(), 60_000);
  afterAll(async () => {
    await closeStores();
    rmSync(folder, { recursive: true, force: true });
  });
}
