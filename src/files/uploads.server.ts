/** Uploaded files between arriving and being imported, and imports at work in this process. */
import { desc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Mapping } from '#files/column.ts';
import { folder, prepare } from '#files/folder.server.ts';
import { importFile, type Account, type Progress } from '#files/importing.server.ts';
import type { Kind } from '#files/kind.server.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';

const Waiting = z.object({ kind: z.string(), source: z.string(), filename: z.string() });
export type Waiting = z.infer<typeof Waiting>;

const Id = z.uuid();
const body = (id: string) => join(folder(), `${id}.upload`);
const about = (id: string) => join(folder(), `${id}.json`);

/**
 * Keeps an uploaded file in a private place until it is imported.
 * @returns the id under which it waits, and later is imported
 */
export async function receive(waiting: Waiting, bytes: ReadableStream<Uint8Array>): Promise<string> {
  const id = randomUUID();
  await prepare(Date.now());
  await pipeline(Readable.fromWeb(bytes as never), createWriteStream(body(id), { flags: 'wx', mode: 0o600 }));
  if ((await stat(body(id))).size === 0) {
    await rm(body(id));
    throw new Refusal('file_empty', 'Kies een bestand dat niet leeg is.');
  }
  await writeFile(about(id), JSON.stringify(waiting), { mode: 0o600 });
  return id;
}

/** What waits under an id, with the path of its file; undefined when nothing does. */
export async function waiting(id: string): Promise<(Waiting & { path: string }) | undefined> {
  if (!Id.safeParse(id).success) return undefined;
  try {
    return { ...Waiting.parse(JSON.parse(await readFile(about(id), 'utf8'))), path: body(id) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Claims what waits under an id, so that it is imported once however often it is asked for.
 * @throws Refusal upload_unknown when nothing waits, or somebody was first
 */
export async function take(id: string): Promise<Waiting & { path: string }> {
  const gone = new Refusal('upload_unknown', 'Dit bestand is er niet meer. Upload het opnieuw.', { status: 404 });
  const file = await waiting(id);
  if (!file) throw gone;
  await rm(about(id)).catch(() => {
    throw gone;
  });
  return file;
}

/** Forgets a file that waits. */
export async function discard(id: string): Promise<void> {
  const { path } = await take(id);
  await rm(path);
}

const running = new Map<string, Progress>();

/** How far an import of this process is; undefined when it is not at work. */
export const progress = (id: string): Progress | undefined => running.get(id);

/** Begins importing what waits under an id, and goes on in the background; the register tells how it ended. */
export async function begin(
  id: string,
  kind: Kind,
  mapping: Mapping | undefined,
  by: string,
  then: (account: Account) => Promise<void>
): Promise<void> {
  const file = await take(id);
  running.set(id, { rows: 0, read: 0, total: 0, perSecond: 0, secondsLeft: 0 });
  void importFile(
    { kind, source: file.source, path: file.path, filename: file.filename, mapping, by },
    (now) => running.set(id, now),
    id
  )
    .then(then)
    .catch(async (error: unknown) => {
      if (!(error instanceof Refusal)) console.error(`import ${id}:`, error);
      // A refusal before the import was noted (the same file again) is told all the same.
      const message = error instanceof Refusal ? error.message : 'Onverwachte fout; zie het logboek van de server.';
      await (
        await register()
      )
        .insert(imports)
        .values({
          id,
          kind: kind.name,
          source: file.source,
          filename: file.filename,
          digest: '',
          status: 'refused',
          mapping: {},
          message,
          startedBy: by,
          finishedAt: new Date()
        })
        .onConflictDoNothing();
    })
    .finally(async () => {
      await rm(file.path, { force: true });
      running.delete(id);
    });
}

/** The newest imports first. */
export async function list() {
  return (await register()).select().from(imports).orderBy(desc(imports.startedAt)).limit(200);
}

export async function one(id: string) {
  const [row] = await (await register()).select().from(imports).where(eq(imports.id, id));
  return row;
}
