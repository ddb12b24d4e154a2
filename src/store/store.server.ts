/** Opening and closing both stores as one: lock, migrations, pseudonym key; in that order, once a process. */
import { eq } from 'drizzle-orm';
import { resolve } from 'node:path';
import { environment } from '#environment.ts';
import { lockDirectory } from '#store/lock.server.ts';
import { migrateRegister, migrateWarehouse } from '#store/migrations.server.ts';
import { alone, closeRegister, register } from '#store/register.server.ts';
import { secretFingerprint } from '#store/secret.server.ts';
import { facts } from '#store/tables.server.ts';
import { closeWarehouse } from '#store/warehouse.server.ts';

let opening: Promise<void> | undefined;
let release: (() => void) | undefined;

async function open(port: number | undefined): Promise<void> {
  const { clickhouseUrl, data } = environment();
  release = lockDirectory(resolve(data), port);
  try {
    const database = await register();
    await migrateRegister(database);
    const cluster = clickhouseUrl ? (new URL(clickhouseUrl).searchParams.get('cluster') ?? undefined) : undefined;
    await alone(() => migrateWarehouse(cluster));

    const fingerprint = secretFingerprint();
    await database.insert(facts).values({ name: 'secret_fingerprint', value: fingerprint }).onConflictDoNothing();
    const [known] = await database.select().from(facts).where(eq(facts.name, 'secret_fingerprint'));
    if (known?.value !== fingerprint) {
      throw new Error(
        'HOERA_SECRET differs from the key this installation was filled with: pseudonyms would no longer match. ' +
          'Start with the original key.'
      );
    }
  } catch (error) {
    await closeStores();
    throw error;
  }
}

/**
 * Opens what is needed, the first time it is called.
 * @param port of the server, told to whoever finds the directory locked
 * @throws DirectoryLocked when another process has the data directory
 */
export function openStores(port?: number): Promise<void> {
  return (opening ??= open(port));
}

/** Ends cleanly; safe to call when nothing was opened. */
export async function closeStores(): Promise<void> {
  opening = undefined;
  await closeWarehouse();
  await closeRegister();
  release?.();
  release = undefined;
}
