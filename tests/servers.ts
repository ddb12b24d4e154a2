/** Programs from outside npm that the tests need: found, else installed, else asked for in one sentence. */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

function run(command: string, ...words: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} failed:\n${error?.message ?? `${stdout}${stderr}`}`);
  return stdout;
}

const isRoot = process.getuid?.() === 0;

/** Installs a Debian package where this process may; @throws Error saying what a person can do */
function install(name: string, otherwise: string): void {
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `The tests need ${name}, which is not on this machine. Run: sudo apt-get install -y ${name}${otherwise}`
    );
  }
  console.log(`Installing ${name} …`);
  run('apt-get', 'update', '-q');
  run('env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-q', '-y', '--no-install-recommends', name);
}

/** The same browser without what draws its windows comes first: the tests take a third less time in it. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** Path of the browser. */
export function chromium(): string {
  const found = () => [process.env['CHROMIUM_PATH'], ...BROWSERS].find((path) => path && existsSync(path));
  if (!found()) install('chromium-headless-shell', ', or set CHROMIUM_PATH to another Chromium.');
  const path = found();
  if (!path) throw new Error(`A browser was installed but is not at ${BROWSERS.join(' or ')}; set CHROMIUM_PATH.`);
  return path;
}

function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
  });
}

/** A PostgreSQL server of our own in a folder, unless DATABASE_URL names one. */
export async function postgres(scratch: string): Promise<Server> {
  const { DATABASE_URL } = process.env;
  if (DATABASE_URL) return { url: DATABASE_URL, stop: () => Promise.resolve() };
  if (!postgresPrograms()) install('postgresql', ', or set DATABASE_URL to a PostgreSQL server.');
  const bin = postgresPrograms();
  if (!bin) throw new Error('PostgreSQL was installed but has no /usr/lib/postgresql/*/bin/initdb; set DATABASE_URL.');
  const folder = join(scratch, 'postgres');
  mkdirSync(folder, { mode: 0o700 });
  // PostgreSQL refuses to run as root.
  const owner = isRoot ? { uid: Number(run('id', '-u', 'postgres')), gid: Number(run('id', '-g', 'postgres')) } : {};
  if (owner.uid !== undefined) {
    // The folder's parents are ours: the other user has to be let through.
    run('chmod', '711', scratch);
    chownSync(folder, owner.uid, owner.gid);
  }
  const initdb = spawnSync(
    join(bin, 'initdb'),
    ['-D', join(folder, 'data'), '-U', 'hoera', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...owner, cwd: folder, encoding: 'utf8' }
  );
  if (initdb.status !== 0) throw new Error(`initdb failed:\n${initdb.error?.message ?? initdb.stderr}`);
  const port = await freePort();
  const child = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      join(folder, 'data'),
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${folder}`,
      '-c',
      'fsync=off',
      '-c',
      'max_connections=200'
    ],
    { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }
  );
  let log = '';
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`PostgreSQL ended:\n${log}`)));
  });
  return {
    url: `postgres://hoera@127.0.0.1:${port}/postgres`,
    stop: async () => {
      // SIGINT is its fast shutdown: sessions are ended.
      child.kill('SIGINT');
      await gone;
    }
  };
}

/** The stand-in for a ClickHouse server on a folder of its own. */
export async function clickhouseDouble(folder: string, port = 0): Promise<Server> {
  const child = spawn(process.execPath, ['tests/clickhouse-double/double.ts', folder, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    child.once('exit', (code) => reject(new Error(`The stand-in for ClickHouse ended with ${code}.`)));
  });
  return {
    url,
    stop: async () => {
      child.kill();
      await gone;
    }
  };
}

/** The server that CLICKHOUSE_URL names, else the stand-in. */
export function clickhouse(folder: string): Promise<Server> {
  const { CLICKHOUSE_URL } = process.env;
  if (CLICKHOUSE_URL) return Promise.resolve({ url: CLICKHOUSE_URL, stop: () => Promise.resolve() });
  return clickhouseDouble(folder);
}
