/** One process per data directory: PGlite does not guard its folder and chDB says only "cannot open file". */
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const isCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;

/**
 * Locks of a directory are numbered, and the highest counts: whoever finds its holder gone takes the next number, which
 * only one can. Numbers never go down, so that whoever was slow cannot remove or repeat what others did meanwhile.
 */
const numbered = (directory: string, number: number) => join(directory, `lock.${number}`);

/** Numbers of the locks that there are. */
function numbersIn(directory: string): number[] {
  try {
    return readdirSync(directory).flatMap((name) => {
      const number = /^lock\.(\d+)$/.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  } catch (error) {
    // No folder: whoever opens it says what is wrong with that.
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

const highest = (numbers: readonly number[]) => Math.max(0, ...numbers);

/** The living process that a lock names; one that was released or cut off by a crash names nobody. */
function holderIn(path: string): Holder | undefined {
  let holder: Holder;
  try {
    holder = Holder.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return startOf(holder.pid) === holder.started ? holder : undefined;
}

/** Who holds the directory now, if a living process does. */
export function holderOf(directory: string): Holder | undefined {
  const number = highest(numbersIn(directory));
  return number === 0 ? undefined : holderIn(numbered(directory, number));
}

/** Takes the number after the highest; nothing when others were quicker. @throws DirectoryLocked while a living process holds that */
function take(directory: string, mine: string): number | undefined {
  const last = highest(numbersIn(directory));
  const holder = last === 0 ? undefined : holderIn(numbered(directory, last));
  if (holder) throw new DirectoryLocked(directory, holder);
  const number = last + 1;
  try {
    // A link is there as a whole or not at all, so nobody reads half a lock.
    linkSync(mine, numbered(directory, number));
  } catch (error) {
    if (isCode(error, 'EEXIST')) return undefined;
    throw error;
  }
  const numbers = numbersIn(directory);
  // Others went on meanwhile and removed the one that stood here: theirs counts.
  if (highest(numbers) !== number) rmSync(numbered(directory, number), { force: true });
  else for (const old of numbers) if (old < number) rmSync(numbered(directory, old), { force: true });
  return highest(numbers) === number ? number : undefined;
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
  const mine = join(directory, `lock-${process.pid}`);
  const me: Holder = { pid: process.pid, started: startOf(process.pid) ?? 'alive', port };
  writeFileSync(mine, JSON.stringify(me), { mode: 0o600 });
  try {
    let number: number | undefined;
    // Ends: every turn in which this process gets none, another one did.
    while (number === undefined) number = take(directory, mine);
    const path = numbered(directory, number);
    return () => {
      if (existsSync(path)) writeFileSync(path, '');
    };
  } finally {
    rmSync(mine, { force: true });
  }
}
