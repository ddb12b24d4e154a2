/** The public doors on a port of their own, in this process, on its stores; and who comes to them. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { front } from '#cli/serve.server.ts';
import * as door from '#events/door.server.ts';
import * as delivery from '#interventions/door.server.ts';
import * as streams from '#interventions/streams.server.ts';

export interface Serving {
  url: string;
  port: number;
  stop: () => Promise<void>;
}

export async function serveDoors(): Promise<Serving> {
  globalThis.hoera = {
    collect: door.answer,
    track: door.answerTrack,
    deliver: delivery.answer,
    stream: delivery.stream,
    close: () => Promise.resolve(streams.close())
  };
  const server = createServer(front((_, response) => response.writeHead(404).end()));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: async () => {
      const gone = new Promise<void>((done) => server.close(() => done()));
      await globalThis.hoera?.close();
      server.closeIdleConnections();
      await gone;
    }
  };
}

/** Waits until something is so; fails after ten seconds. */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; await pause(2)) {
    const found = look();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error('It did not come to be.');
}

export interface Sdk {
  /** What it said, oldest first. */
  said: Record<string, unknown>[];
  end: () => void;
}

/** Runs GrowthBook's own SDK against an address, see sdk.ts. */
export function startSdk(url: string, key: string, kind: 'browser' | 'remote' | 'server'): Sdk {
  const child = spawn(process.execPath, ['--experimental-eventsource', 'tests/interventions/sdk.ts', url, key, kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1' }
  });
  const sdk: Sdk = { said: [], end: () => child.kill() };
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (text + chunk.toString()).split('\n');
    text = lines.pop() ?? '';
    sdk.said.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  return sdk;
}

/** What came over one stream, event by event. */
export interface Heard {
  status: number;
  headers: Headers;
  events: { id: string; event: string; data: string; at: number }[];
  /** The end was reached. */
  ended: boolean;
  leave: () => void;
}

export async function hear(url: string, headers: Record<string, string> = {}): Promise<Heard> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  const heard: Heard = {
    status: response.status,
    headers: response.headers,
    events: [],
    ended: false,
    leave: () => leaving.abort()
  };
  void (async () => {
    let text = '';
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
          heard.events.push({ id: field('id'), event: field('event'), data: field('data'), at: performance.now() });
        }
      }
    } catch {
      // Left, or let go.
    }
    heard.ended = true;
  })();
  return heard;
}
