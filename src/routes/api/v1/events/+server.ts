/** Events of a period as streamed lines of JSON. */
import { Readable } from 'node:stream';
import * as exporting from '#events/export.server.ts';
import { askedPeriod } from '../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) => {
  const lines = exporting.lines(askedPeriod(url));
  return new Response(Readable.toWeb(Readable.from(lines)) as ReadableStream, {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
  });
};
