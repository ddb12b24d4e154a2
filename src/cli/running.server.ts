/** Has a command done where the data is: by the server that holds the directory, over HTTP, or else by this process. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { Misuse, type Command, type Said } from '#cli/command.ts';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';
import { holderOf } from '#store/lock.server.ts';

const Line = z.union([
  z.object({ say: z.string() }),
  z.object({
    progress: z.object({
      done: z.number(),
      total: z.number(),
      perSecond: z.number(),
      secondsLeft: z.number(),
      what: z.string()
    })
  }),
  z.object({ error: z.string(), message: z.string() })
]);

type Options = Record<string, string[]>;

async function* there(port: number, command: Command, argument: string, options: Options): AsyncGenerator<Said> {
  const { data, host } = environment();
  const token = readFileSync(join(resolve(data), 'cli-token'), 'utf8').trim();
  const url = new URL(
    `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/api/v1/commands/${command.words.join('/')}`
  );
  url.searchParams.set('argument', command.takesFile ? basename(argument) : argument);
  url.searchParams.set('options', JSON.stringify(options));
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    ...(command.takesFile ? { body: Readable.toWeb(createReadStream(argument)) as ReadableStream, duplex: 'half' } : {})
  } as RequestInit);
  if (!response.body) throw new Refusal('no_answer', `The server answered ${response.status} and nothing more.`);
  for await (const text of createInterface({ input: Readable.fromWeb(response.body as never) })) {
    if (text.trim() === '') continue;
    const said = Line.parse(JSON.parse(text));
    if ('error' in said) throw new Refusal(said.error, said.message, { status: response.status });
    yield said;
  }
}

function run(command: Command, argument: string, options: Options): AsyncIterable<Said> {
  const file = command.takesFile ? resolve(argument) : undefined;
  return command.run({ argument, options, file, by: 'command line' });
}

async function* here(command: Command, argument: string, options: Options): AsyncGenerator<Said> {
  // Only now: loading the stores takes longer than having a server do the work.
  const { closeStores, openStores } = await import('#store/store.server.ts');
  await openStores();
  try {
    yield* run(command, argument, options);
  } finally {
    await closeStores();
  }
}

/** Runs a command and yields what it says. */
export async function* hereOrThere(command: Command, argument: string, options: Options): AsyncGenerator<Said> {
  if (command.takesFile && !existsSync(argument)) throw new Misuse(`There is no file ${argument}.`);
  if (command.needsNoStore) {
    yield* run(command, argument, options);
    return;
  }
  const holder = holderOf(resolve(environment().data));
  if (holder?.port) yield* there(holder.port, command, argument, options);
  else yield* here(command, argument, options);
}
