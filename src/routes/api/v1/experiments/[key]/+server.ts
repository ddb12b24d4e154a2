/** All that is known of one experiment, for whoever wants to check it: design, history, evidence with its digests. */
import { json } from '@sveltejs/kit';
import * as experiments from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params }) => {
  const { experiment, state, history } = await experiments.one(params.key);
  const [records, chain] = await Promise.all([ledger.of(experiment.key), ledger.verify(experiment.example)]);
  return json(
    { experiment, state, history, evidence: records, chain },
    { headers: { 'content-disposition': `attachment; filename="${experiment.key}.json"` } }
  );
};
