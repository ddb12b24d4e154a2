import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DirectoryLocked, holderOf, lockDirectory } from '#store/lock.server.ts';

const root = mkdtempSync(join(tmpdir(), 'hoera-lock-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

/** A process that tries to take the lock, says how that went, and stays. */
function contender(directory: string): Promise<{ child: ChildProcess; said: string }> {
  const script = `const { lockDirectory } = await import('#store/lock.server.ts');
    try { lockDirectory(${JSON.stringify(directory)}, 3000); console.log('mine'); } catch (error) { console.log(error.message); }
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  children.push(child);
  return new Promise((resolve) =>
    child.stdout.once('data', (said: Buffer) => resolve({ child, said: said.toString().trim() }))
  );
}

const dead = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

test('a second process is told which one has the directory; after its death the next one gets it', async () => {
  const directory = join(root, 'second');
  const { child, said } = await contender(directory);
  expect(said).toBe('mine');
  expect(holderOf(directory)).toMatchObject({ pid: child.pid, port: 3000 });
  expect(() => lockDirectory(directory)).toThrow(DirectoryLocked);
  expect(() => lockDirectory(directory)).toThrow(`in use by process ${child.pid} (a server on port 3000)`);

  await dead(child);
  expect(holderOf(directory)).toBeUndefined();
  const release = lockDirectory(directory);
  expect(holderOf(directory)?.pid).toBe(process.pid);
  release();
  expect(holderOf(directory)).toBeUndefined();
  expect(readdirSync(directory)).toEqual(['lock.2']);
});

test('of many that come at once, one gets it, also when a dead process left a lock behind', async () => {
  const directory = join(root, 'many');
  const { child } = await contender(directory);
  await dead(child);
  const said = (await Promise.all(Array.from({ length: 6 }, () => contender(directory)))).map((one) => one.said);
  expect(said.filter((line) => line === 'mine')).toHaveLength(1);
  expect(said.filter((line) => line.includes('in use by process'))).toHaveLength(5);
});

test('a lock cut off by a crash, or of a process number that another process has now, keeps nobody out', () => {
  const directory = join(root, 'cut');
  lockDirectory(directory)();
  for (const left of ['', '{"pid":', JSON.stringify({ pid: process.pid, started: '1' })]) {
    for (const name of readdirSync(directory)) writeFileSync(join(directory, name), left);
    const release = lockDirectory(directory);
    expect(holderOf(directory)).toMatchObject({ pid: process.pid });
    release();
  }
});

test('never two at once, however often it changes hands and is left behind', { timeout: 60_000 }, async () => {
  const directory = join(root, 'hands');
  const taker = () => {
    const script = `const { lockDirectory } = await import('#store/lock.server.ts');
      const { rmSync, writeFileSync } = await import('node:fs');
      const inside = ${JSON.stringify(join(root, 'inside'))};
      let times = 0;
      while (times < 150) {
        let release;
        try { release = lockDirectory(${JSON.stringify(directory)}); } catch (error) { if (error.name === 'DirectoryLocked') continue; throw error; }
        writeFileSync(inside, '', { flag: 'wx' });
        rmSync(inside);
        // The last one is left behind by whoever ends here.
        if (++times < 150) release();
      }
      console.log(times);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'pipe']
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return new Promise<string>((resolve) => child.once('close', () => resolve(said.trim())));
  };
  expect(await Promise.all(Array.from({ length: 4 }, taker))).toEqual(['150', '150', '150', '150']);
});
