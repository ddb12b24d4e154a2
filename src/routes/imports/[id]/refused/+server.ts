/** The refused rows of an import as a file: line, column and reason. */
import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { refusedFile } from '#files/folder.server.ts';
import * as uploads from '#files/uploads.server.ts';
import { Refusal } from '#refusal.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params }) => {
  const known = await uploads.one(params.id);
  if (!known || !existsSync(refusedFile(known.id)))
    throw new Refusal('import_unknown', 'Van deze import is geen lijst van geweigerde rijen.', { status: 404 });
  return new Response(Readable.toWeb(createReadStream(refusedFile(known.id))) as ReadableStream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="geweigerd-${known.id}.csv"`
    }
  });
};
