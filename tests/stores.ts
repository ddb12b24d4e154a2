/** Real, empty stores for one test file, in a folder and databases of its own; closed and removed afterwards. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, inject } from 'vitest';
import { closeStores, openStores } from '#store/store.server.ts';
import { databaseIn, dropDatabase, inNewDatabases } from './databases.ts';
import { SECRET } from './template.ts';

export { SECRET };

async function templateReady(folder: string): Promise<{ database: string | undefined }> {
  while (!existsSync(join(folder, 'done'))) {
    const failed = join(folder, 'failed');
    if (existsSync(failed)) throw new Error(`The stores could not be made:\n${readFileSync(failed, 'utf8')}`);
    await pause(20);
  }
  const address = readFileSync(join(folder, 'done'), 'utf8');
  return { database: address === '' ? undefined : databaseIn(address) };
}

/**
 * Puts migrated, empty, embedded stores in a folder.
 * @returns the register on the server to copy, if there is one
 */
export async function emptyStores(folder: string): Promise<string | undefined> {
  const template = inject('template');
  const { database } = await templateReady(template);
  cpSync(join(template, 'data'), folder, { recursive: true, verbatimSymlinks: true });
  return database;
}

/** Call at the top of a test file that asks the engine or the register. */
export function useStores(): void {
  const folder = mkdtempSync(join(tmpdir(), 'hoera-test-'));
  process.env['HOERA_DATA'] = folder;
  process.env['HOERA_SECRET'] = SECRET;
  let cleanUp = async (): Promise<void> => {};
  beforeAll(async () => {
    const database = await emptyStores(folder);
    const servers = { ...process.env };
    const made = await inNewDatabases('hoera_test', database);
    cleanUp = () => {
      Object.assign(process.env, servers);
      return dropDatabase(made);
    };
    Object.assign(process.env, made);
    await openStores();
  }, 60_000);
  afterAll(async () => {
    await closeStores();
    await cleanUp();
    rmSync(folder, { recursive: true, force: true });
  });
}
