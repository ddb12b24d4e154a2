/** All experiments: what asks for a person, what runs, and the library of what came out, well or not. */
import { may } from '#accounts/account.ts';
import * as experiments from '#experiments/experiments.server.ts';
import { attention, isOutcome } from '#experiments/health.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { Review } from '#experiments/review.ts';
import { sentence } from '#experiments/words.ts';
import * as sites from '#events/sites.server.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

const contains = (text: string, wanted: string) => text.toLowerCase().includes(wanted.toLowerCase());

export const load: PageServerLoad = async ({ url, locals }) => {
  const [all, reviews, judged, known, places] = await Promise.all([
    experiments.list(),
    ledger.latestReviews(),
    ledger.latestReviews('judged'),
    metrics.list(),
    sites.list()
  ]);
  const of = new Map(known.map((metric) => [metric.key, metric]));
  const asked = {
    show: url.searchParams.get('show') === 'library' ? ('library' as const) : ('work' as const),
    q: url.searchParams.get('q') ?? '',
    site: url.searchParams.get('site') ?? '',
    team: url.searchParams.get('team') ?? ''
  };
  const rows = all
    .filter(({ experiment }) => asked.site === '' || experiment.site === asked.site)
    .filter(({ experiment }) => asked.team === '' || experiment.team === asked.team)
    .filter(({ experiment: { name, design } }) => contains(name, asked.q) || contains(design.hypothesis, asked.q))
    .map(({ experiment, state }) => {
      const review = Review.safeParse(reviews.get(experiment.key)?.content).data;
      // What came out stays what it was; later looks only watch for harm.
      const said = state.decidedAt ? Review.safeParse(judged.get(experiment.key)?.content).data : review;
      return {
        key: experiment.key,
        name: experiment.name,
        site: experiment.site,
        team: experiment.team,
        motive: experiment.design.motive,
        status: state.status,
        verdict: state.verdict,
        since: state.since ?? experiment.createdAt,
        attention: attention(state, review?.decision),
        outcome: isOutcome(state),
        says: said ? sentence(said.decision, experiment.design, said.evidence, of, getLocale()) : ''
      };
    });
  const mine = (row: (typeof rows)[number]) => (asked.show === 'library' ? row.outcome : !row.outcome || row.attention);
  return {
    asked,
    rows: rows.filter(mine).filter(({ status }) => status !== 'discarded'),
    places: places.map(({ slug, name }) => ({ slug, name })),
    teams: [...new Set(all.map(({ experiment }) => experiment.team))].filter((team) => team !== '').sort(),
    mayExperiment: locals.account ? may(locals.account.role, 'experiment') : false
  };
};
