/** Processes of their own for benches, because the engine binds one folder a process. */
import { spawnSync } from 'node:child_process';

export const SECRET = 'a secret for benches, at least 32 characters';

/**
 * Runs a script or command of ours on the folder in HOERA_DATA.
 * @returns what it printed
 * @throws Error with what it complained about, when it failed
 */
export function child(...line: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, line, {
    encoding: 'utf8',
    env: { ...process.env, HOERA_SECRET: SECRET }
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
