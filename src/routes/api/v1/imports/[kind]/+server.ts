/** Imports the file in the body, and streams how far it is as lines of JSON; the last line is the account or the refusal. */
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { requireScope } from '#accounts/tokens.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { importFile, type Account, type Progress } from '#files/importing.server.ts';
import * as uploads from '#files/uploads.server.ts';
import { Refusal } from '#refusal.ts';
import { kindOf } from '../../../../imports/kinds.server.ts';
import type { RequestHandler } from './$types';

type Line = { progress: Progress } | { account: Account } | { error: string; message: string };

async function run(id: string, by: string, say: (line: Line) => void): Promise<void> {
  const file = await uploads.take(id);
  try {
    const account = await importFile({ ...file, kind: kindOf(file.kind), by }, (progress) => say({ progress }), id);
    await journeys.refresh({ all: account.updated > 0 && file.kind !== 'answers' });
    say({ account });
  } catch (error) {
    // The answer has begun, so its status is spent: the reason goes as the last line.
    const refusal = error instanceof Refusal ? error : undefined;
    if (!refusal) console.error(`import ${id}:`, error);
    say({
      error: refusal?.code ?? 'internal',
      message: refusal?.message ?? 'The import failed; the server log says why.'
    });
  } finally {
    await rm(file.path, { force: true });
  }
}

export const POST: RequestHandler = async ({ params, url, request, locals }) => {
  const by = requireScope(locals, 'import');
  const kind = kindOf(params.kind.replace('-', '_'));
  const filename = url.searchParams.get('filename') ?? '';
  if (!request.body || filename === '')
    throw new Refusal('file_missing', 'Send the file as the body and its name as ?filename=.');
  const id = await uploads.receive(
    { kind: kind.name, source: url.searchParams.get('source') ?? '', filename: filename.slice(0, 200) },
    request.body
  );
  const lines = new Readable({ read: () => {} });
  void run(id, by, (line) => lines.push(`${JSON.stringify(line)}\n`)).finally(() => lines.push(null));
  return new Response(Readable.toWeb(lines) as ReadableStream, {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
  });
};
