/** `hoera start`: builds what is missing, starts the server, says where it is, and stops it cleanly when asked. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serve } from '#cli/serve.server.ts';
import { environment } from '#environment.ts';

function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(
    mtimeMs,
    ...readdirSync(path)
      .filter((name) => name !== 'paraglide')
      .map((name) => newest(join(path, name)))
  );
}

function built(): boolean {
  try {
    const made = statSync('build/index.js').mtimeMs;
    return ['src', 'clickhouse', 'static', 'package.json', 'svelte.config.js', 'vite.config.ts'].every(
      (path) => newest(path) < made
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function build(): void {
  console.log('Building the application (once) …');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], {
    encoding: 'utf8'
  });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}\n${stderr}`);
}

export async function start(): Promise<void> {
  const { data, origin } = environment();
  if (!built()) build();
  const server = await serve();
  console.log(`Hoera is ready at ${origin} (data in ${resolve(data)}).`);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping: what was accepted is brought to safety …');
    server.close();
    server.closeIdleConnections();
    // Streams that stay open by design (live pages) would keep the server waiting.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
    await globalThis.hoera?.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
}
