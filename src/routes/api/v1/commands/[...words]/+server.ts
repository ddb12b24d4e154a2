/** Runs one command of the command line where the data is, and streams what it says as lines of JSON. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { requireScope } from '#accounts/tokens.server.ts';
import { commands } from '#cli/commands.server.ts';
import type { Command, Said } from '#cli/command.ts';
import { environment } from '#environment.ts';
import { Refusal } from '#refusal.ts';
import type { RequestHandler } from './$types';

const Options = z.record(z.string(), z.array(z.string()));

/** Writes the body to a private file of its own, so that readers can seek in it. */
async function receive(body: ReadableStream<Uint8Array>, name: string): Promise<string> {
  const folder = join(resolve(environment().data), 'uploads');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomUUID()}-${name.replace(/[^\w.-]/g, '_').slice(-100)}`);
  await pipeline(Readable.fromWeb(body as never), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return path;
}

async function* said(command: Command, call: Parameters<Command['run']>[0]): AsyncGenerator<string> {
  try {
    for await (const line of command.run(call)) yield `${JSON.stringify(line satisfies Said)}\n`;
  } catch (error) {
    // The answer has begun, so its status is spent: the reason goes as the last line.
    const refusal = error instanceof Refusal ? error : undefined;
    if (!refusal) console.error(`command ${command.words.join(' ')}:`, error);
    yield `${JSON.stringify({ error: refusal?.code ?? 'internal', message: refusal?.message ?? 'The command failed; the server log says why.' })}\n`;
  } finally {
    if (call.file) await rm(call.file, { force: true });
  }
}

export const POST: RequestHandler = async ({ params, url, request, locals }) => {
  const command = commands.find((candidate) => candidate.words.join('/') === params.words);
  if (!command) throw new Refusal('command_unknown', `There is no command "${params.words}".`, { status: 404 });
  const by = requireScope(locals, command.scope);
  const options = Options.safeParse(JSON.parse(url.searchParams.get('options') ?? '{}'));
  if (!options.success) throw new Refusal('options_malformed', 'The options are not lists of words.');
  const argument = url.searchParams.get('argument') ?? '';
  if (command.takesFile && !request.body)
    throw new Refusal('file_missing', 'Send the file as the body of the request.');
  const file = command.takesFile && request.body ? await receive(request.body, argument) : undefined;
  const lines = said(command, { argument, options: options.data, file, by });
  return new Response(Readable.toWeb(Readable.from(lines)) as ReadableStream, {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
  });
};
