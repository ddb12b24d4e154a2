/** One process per data directory: PGlite does not guard its folder and chDB says only "cannot open file". */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EnvironmentError } from '#environment.ts';

const Holder = z.object({ pid: z.number(), started: z.string(), port: z.number().optional() });
export type Holder = z.infer<typeof Holder>;

export class DirectoryLocked extends Error {
  override name = 'DirectoryLocked';
  readonly holder: Holder;
  constructor(directory: string, holder: Holder) {
    super(
      `The data directory ${directory} is in use by process ${holder.pid}` +
        `${holder.port ? ` (a server on port ${holder.port})` : ''}. ` +
        'Stop that process first, use its address, or choose another directory with HOERA_DATA.'
    );
    this.holder = holder;
  }
}

/** Field 22 of /proc/PID/stat, the start time; tells a live holder from a reused process number. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // No /proc (macOS): the process number alone has to do.
    try {
      process.kill(pid, 0);
      return 'alive';
    } catch {
      return undefined;
    }
  }
}

/** The living process that a lock file names; a file cut off by a crash names nobody. */
function holderIn(path: string): Holder | undefined {
  let holder: Holder;
  try {
    holder = Holder.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    // No lock, or no folder: whoever opens it says what is wrong with that.
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
  return startOf(holder.pid) === holder.started ? holder : undefined;
}

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;

/** Who holds the directory now, if a living process does. */
export function holderOf(directory: string): Holder | undefined {
  return holderIn(join(directory, 'lock'));
}

/** Moves a lock that a dead process left out of the way; a living one that came meanwhile is put back. */
function clear(path: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    // Another process was quicker.
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (holderIn(aside)) linkSync(aside, path);
  rmSync(aside);
}

/**
 * Takes the lock and returns how to release it.
 * @throws DirectoryLocked naming the process that holds it, EnvironmentError when there can be no folder
 */
export function lockDirectory(directory: string, port?: number): () => void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new EnvironmentError(`HOERA_DATA: ${directory} cannot be used as a folder (${(error as Error).message}).`);
  }
  const path = join(directory, 'lock');
  const mine = `${path}.${process.pid}`;
  const me: Holder = { pid: process.pid, started: startOf(process.pid) ?? 'alive', port };
  writeFileSync(mine, JSON.stringify(me), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        // A link is there as a whole or not at all, so nobody reads half a lock.
        linkSync(mine, path);
        return () => {
          if (holderOf(directory)?.pid === process.pid) rmSync(path, { force: true });
        };
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error;
      }
      const holder = holderOf(directory);
      if (holder) throw new DirectoryLocked(directory, holder);
      clear(path);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new Error(`Could not take the lock ${path}`);
}
