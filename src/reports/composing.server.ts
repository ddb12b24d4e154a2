/** Composes a report: asks the rooms upstream, and puts what they say in order and in words. */
import * as ledger from '#events/ledger.server.ts';
import * as sites from '#events/sites.server.ts';
import * as allMoments from '#moments/moments.server.ts';
import { figures, messagesTell } from '#reports/figures.server.ts';
import { marksOf } from '#reports/marks.server.ts';
import * as goals from '#reports/goals.server.ts';
import { told } from '#reports/happened.server.ts';
import { headlineOf } from '#reports/headline.ts';
import { Content, type Kind } from '#reports/report.ts';
import { knownPart, type Part } from '#reports/scope.ts';
import { underWay } from '#reports/under-way.server.ts';
import { addDays, dayOf, type Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';
import { m } from '#ui/paraglide/messages.js';

/** Of what was recorded then: what a source sent since is not what was known. */
const until = (moment: Day, today: Day): Day => (moment < addDays(today, -1) ? moment : addDays(today, -1));

async function freshness(today: Day): Promise<Content['freshness']> {
  const [sources, known, messages] = await Promise.all([ledger.freshness(), sites.list(), messagesTell()]);
  const names = new Map(known.map(({ slug, name }) => [slug, name]));
  return [
    ...(messages === undefined
      ? []
      : [{ source: m.reports_source_files({}, { locale: 'nl' }), until: until(messages, today) }]),
    ...sources.map(({ source, lastAt }) => ({
      source: names.get(source) ?? source,
      until: lastAt === undefined ? undefined : until(dayOf(lastAt), today)
    }))
  ];
}

function partsOf(part: Part): { population?: string; team?: string; site?: string } {
  if (part.of === 'population') return { population: part.population };
  if (part.of === 'team') return { team: part.team };
  return part.of === 'site' ? { site: part.site } : {};
}

/**
 * What a report of a period says, by what is known at a moment. Computes nothing new.
 * @param scope as scope.ts has it
 * @param keeps whether it is published, so that a baseline that it is the first to tell is kept
 * @throws Refusal scope_unknown
 */
export async function compose(kind: Kind, period: Period, scope: string, now: Date, keeps = false): Promise<Content> {
  const part = knownPart(scope);
  const today = dayOf(now.getTime());
  const [{ figures: found, course }, happened, way, sources, aims, open] = await Promise.all([
    figures(part, { kind, period, today, scope, keeps }),
    told(kind, period, scope, partsOf(part), now),
    underWay(part, period, now),
    freshness(today),
    goals.list(),
    allMoments.open(period, now)
  ]);
  const marks = await marksOf(part, course);
  const moments = happened.filter(({ tone }) => tone === 'win');
  const lessons = happened.filter(({ tone }) => tone === 'lesson');
  const aimed = found.map((figure) => {
    const goal = aims.find((one) => one.scope === scope && one.figure === figure.key);
    return goal ? { ...figure, goal: { value: goal.value, day: goal.day } } : figure;
  });
  // As the shape has it, so that what is digested is what is kept.
  return Content.parse({
    version: 1,
    ...headlineOf(kind, { moments, lessons, figures: aimed, waiting: way.waiting.length }),
    figures: aimed,
    course: { ...course, ...(marks.length > 0 ? { marks } : {}) },
    moments,
    lessons,
    ...(open > 0 ? { open } : {}),
    ...way,
    freshness: sources
  } satisfies Content);
}
