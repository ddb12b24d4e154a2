/** What runs, what waits for somebody, and how what was tried ended; as it was at a moment, so that a missed report tells of then. */
import * as experiments from '#experiments/experiments.server.ts';
import type { Known } from '#experiments/experiments.server.ts';
import { attention } from '#experiments/health.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { fold } from '#experiments/lifecycle.ts';
import { Review } from '#experiments/review.ts';
import { endOf, TrialOutcome } from '#experiments/trial.ts';
import * as trials from '#experiments/trials.server.ts';
import * as improvements from '#interventions/improvements.server.ts';
import * as interventions from '#interventions/interventions.server.ts';
import type { Content, Item } from '#reports/report.ts';
import type { Part } from '#reports/scope.ts';
import { plainly, said } from '#reports/words.ts';
import { addDays, dayOf, daysBetween, type Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';
import { number } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

export type UnderWay = Pick<Content, 'running' | 'waiting' | 'tally'>;

/** Days after which a tip that nobody did anything with waits too long. */
const PATIENCE = 28;

const sayDay = (at: Date): Day => dayOf(at.getTime());

/** Experiments are on websites, where companies come. */
export const isOfPart = (part: Part, { site, team }: { site: string; team: string }): boolean => {
  if (part.of === 'site') return site === part.site;
  if (part.of === 'team') return team === part.team;
  return part.of === 'all' || part.population === 'company';
};

/** As it stood at a moment. */
function asOf({ experiment, history }: Known, now: Date): Known {
  const then = history.filter(({ at }) => at <= now);
  return { experiment, history: then, state: fold(then, experiment.design.ramp.length) };
}

async function ofExperiments(part: Part, { from, to }: Period, now: Date): Promise<UnderWay> {
  const [all, reviews] = await Promise.all([experiments.list(), ledger.latestReviews()]);
  const own = all
    .filter(({ experiment }) => experiment.createdAt <= now && isOfPart(part, experiment))
    .map((one) => asOf(one, now));
  const way: UnderWay = { running: [], waiting: [], tally: { won: 0, neutral: 0, lost: 0, abandoned: 0 } };
  const ended = { ship: 'won', inconclusive: 'neutral', stop: 'lost', abandoned: 'abandoned' } as const;
  for (const { experiment, state, history } of own) {
    const item = (state_: typeof m.reports_state_runs, since: Date): Item => ({
      title: experiment.name,
      state: plainly(state_),
      since: sayDay(since),
      href: `/experiments/${experiment.key}`
    });
    const review = reviews.get(experiment.key);
    const decision = review && review.at <= now ? Review.safeParse(review.content).data?.decision : undefined;
    const since = state.since ?? experiment.createdAt;
    const asks = attention(state, decision);
    if (asks !== undefined)
      way.waiting.push(
        item(
          { paused: m.reports_state_paused, to_ship: m.reports_state_to_ship, blocked: m.reports_state_blocked }[asks],
          since
        )
      );
    else if (state.status === 'running') way.running.push(item(m.reports_state_runs, since));
    else if (state.status === 'ramping') way.running.push(item(m.reports_state_ramps, since));
    else if (state.status === 'draft' && (await experiments.obstacles(experiment, now)).length === 0)
      way.waiting.push(item(m.reports_state_draft, since));
    for (const { action, at, details } of history) {
      const verdict = ended[details['verdict'] as keyof typeof ended];
      if (action === 'decide' && verdict && sayDay(at) >= from && sayDay(at) <= to) way.tally[verdict]++;
    }
  }
  return way;
}

/** How a list experiment that has ended came out: by its comparisons with being left alone, harm first. */
async function outcomeOf(key: string): Promise<'won' | 'neutral' | 'lost' | 'abandoned'> {
  const outcome = (await ledger.of(key)).map(({ content }) => TrialOutcome.safeParse(content).data).findLast(Boolean);
  if (!outcome) return 'abandoned';
  if (outcome.comparisons.some(({ itt }) => itt.high < 0)) return 'lost';
  return outcome.comparisons.some(({ itt }) => itt.low > 0) ? 'won' : 'neutral';
}

async function ofTrials(part: Part, { from, to }: Period, now: Date): Promise<UnderWay> {
  const way: UnderWay = { running: [], waiting: [], tally: { won: 0, neutral: 0, lost: 0, abandoned: 0 } };
  if (part.of === 'site') return way;
  const today = sayDay(now);
  // Of a team are those of which it carries out an arm.
  const own =
    part.of === 'team'
      ? new Set((await interventions.list()).filter(({ plan }) => plan.by === part.team).map(({ slug }) => slug))
      : undefined;
  for (const { key, name, design, drawnAt, endedAt } of (await trials.list()).toReversed()) {
    if (drawnAt === null || drawnAt > now || (part.of === 'population' && design.population !== part.population))
      continue;
    if (own && !design.arms.some(({ intervention }) => own.has(intervention))) continue;
    const item = (state: typeof m.reports_state_list, since = sayDay(drawnAt)): Item => ({
      title: name,
      state: plainly(state),
      since,
      href: `/experiments/lists/${key}`
    });
    if (endedAt !== null && endedAt <= now) {
      if (sayDay(endedAt) >= from && sayDay(endedAt) <= to) way.tally[await outcomeOf(key)]++;
    } else if (today >= endOf(design)) way.waiting.push(item(m.reports_state_over, endOf(design)));
    else way.running.push(item(today < design.starts ? m.reports_state_drawn : m.reports_state_list));
  }
  return way;
}

async function ofInterventions(part: Part, now: Date): Promise<Item[]> {
  if (part.of === 'site') return [];
  const today = sayDay(now);
  return (await interventions.list()).flatMap(({ slug, status, plan: one }) => {
    if (status === 'cancelled' || status === 'planned') return [];
    if (part.of === 'population' && one.population !== part.population) return [];
    if (part.of === 'team' && one.by !== part.team) return [];
    // Of one that is done since, by its days whether it ran then.
    if (one.begins > today || (status === 'done' && one.ends < today)) return [];
    return [
      {
        title: one.title,
        state: plainly(m.reports_state_intervention),
        since: one.begins,
        href: `/interventions/${slug}`
      }
    ];
  });
}

async function oldTips(part: Part, now: Date): Promise<Item[]> {
  if (part.of === 'team' || part.of === 'site') return [];
  return (await improvements.list())
    .filter(({ population }) => part.of === 'all' || population === part.population)
    .filter(({ status, closedAt }) => (closedAt === null ? status === 'open' : closedAt > now))
    .filter(({ createdAt }) => sayDay(createdAt) <= addDays(sayDay(now), -PATIENCE))
    .map(({ title, createdAt }) => ({
      title,
      state: said((locale, language) =>
        m.reports_state_tip(
          { weeks: number(Math.floor(daysBetween(sayDay(createdAt), sayDay(now)) / 7), language) },
          locale
        )
      ),
      since: sayDay(createdAt),
      href: '/interventions/improvements'
    }));
}

/** @param now what came later is not told of */
export async function underWay(part: Part, period: Period, now: Date): Promise<UnderWay> {
  const [tests, lists, approaching, tips] = await Promise.all([
    ofExperiments(part, period, now),
    ofTrials(part, period, now),
    ofInterventions(part, now),
    oldTips(part, now)
  ]);
  return {
    running: [...tests.running, ...lists.running, ...approaching],
    waiting: [...tests.waiting, ...lists.waiting, ...tips],
    tally: {
      won: tests.tally.won + lists.tally.won,
      neutral: tests.tally.neutral + lists.tally.neutral,
      lost: tests.tally.lost + lists.tally.lost,
      abandoned: tests.tally.abandoned + lists.tally.abandoned
    }
  };
}
