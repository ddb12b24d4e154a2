/** The private folder of uploaded files and refused rows. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { environment } from '#environment.ts';

/** Uploads hold personal data: one that nobody went on with is gone after this long, milliseconds. */
const KEPT = 24 * 3_600_000;

const REFUSED = '-geweigerd.csv';

export const folder = (): string => join(resolve(environment().data), 'uploads');

/** Where the refused rows of an import are kept. */
export const refusedFile = (id: string): string => join(folder(), `${id}${REFUSED}`);

/** Makes the folder, for the owner of the process only, and removes uploads left behind in it. */
export async function prepare(now: number): Promise<string> {
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder())) {
    const path = join(folder(), name);
    // Another request may have removed it between listing and looking.
    const since = await stat(path).then(
      (file) => file.mtimeMs,
      () => now
    );
    if (!name.endsWith(REFUSED) && now - since > KEPT) await rm(path, { force: true });
  }
  return folder();
}
