/** Analyses statistical cases, in the schema of the reference cases. */
import { json } from '@sveltejs/kit';
import { answerCases, CASES_LIMIT, tooLarge } from '#cli/analysis.server.ts';
import type { RequestHandler } from './$types';

/** The whole body, as far as it is not too large. */
async function received(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > CASES_LIMIT) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > CASES_LIMIT) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export const POST: RequestHandler = async ({ request }) => json(await answerCases(await received(request)));
