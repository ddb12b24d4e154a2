/** A real server in a process of its own, for walks that end it in every way. */
import { spawn, type ChildProcess } from 'node:child_process';
import { freePort } from '../servers.ts';

export interface Running {
  url: string;
  process: ChildProcess;
  /** Everything it printed. */
  output: () => string;
  /** Ends it with a signal and waits until it is gone. */
  end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
}

export const NODE = ['--import', './src/store/raw.js', 'src/cli/hoera.ts'];

/** Starts `hoera start` on a data directory and waits until it says it is ready. */
export async function startServer(data: string, more: Record<string, string> = {}): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, [...NODE, 'start'], {
    // VITEST would make the build leave out its plugins.
    env: {
      ...process.env,
      VITEST: '',
      NODE_ENV: 'production',
      HOERA_DATA: data,
      PORT: String(port),
      HOERA_EXAMPLE: '0',
      ORIGIN: `http://127.0.0.1:${port}`,
      ...more
    },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const look = setInterval(() => {
      if (text.includes('Hoera is ready')) {
        clearInterval(look);
        resolve();
      }
    }, 20);
    child.once('exit', (code) => {
      clearInterval(look);
      reject(new Error(`The server ended with ${code}:\n${text}`));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output: () => text,
    end: async (signal) => {
      child.kill(signal);
      await gone;
    }
  };
}
