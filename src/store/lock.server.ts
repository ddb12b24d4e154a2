/** One process per data directory: PGlite does not guard its folder and chDB says only "cannot open file". */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

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

/** Who holds the directory now, if a living process does. */
export function holderOf(directory: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, 'lock'), 'utf8');
  } catch {
    return undefined;
  }
  let holder: Holder;
  try {
    holder = Holder.parse(JSON.parse(text));
  } catch {
    // Half-written by a process that died while taking the lock.
    return undefined;
  }
  return startOf(holder.pid) === holder.started ? holder : undefined;
}

/**
 * Takes the lock and returns how to release it.
 * @throws DirectoryLocked naming the process that holds it
 */
export function lockDirectory(directory: string, port?: number): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'lock');
  const me: Holder = { pid: process.pid, started: startOf(process.pid) ?? 'alive', port };
  for (let attempt = 0; attempt < 3; attempt++) {
    const holder = holderOf(directory);
    if (holder) throw new DirectoryLocked(directory, holder);
    rmSync(path, { force: true });
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, JSON.stringify(me));
      closeSync(file);
      return () => {
        if (holderOf(directory)?.pid === process.pid) rmSync(path, { force: true });
      };
    } catch (error) {
      // Another process was quicker between our look and our write: look again, and name it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`Could not take the lock ${path}`);
}
