/** Before and after an intervention beside whoever was not approached, out of what was counted; kept as evidence when somebody asks so. */
import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import digitalItemsSql from '#clickhouse/queries/experiments/digital_items.sql?raw';
import newUsersSql from '#clickhouse/queries/experiments/new_users.sql?raw';
import { firstDay } from '#adoption/adoption.server.ts';
import { LADDERS, useOf } from '#adoption/ladder.ts';
import { messagesUntil } from '#adoption/told.server.ts';
import {
  compare,
  PERIOD_DAYS,
  spansAround,
  type Compared,
  type Point,
  type Span,
  type Unit
} from '#experiments/comparison.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { BEFORE_AFTER, type TrialOutcome } from '#experiments/trial.ts';
import type { Intervention } from '#interventions/intervention.ts';
import { named } from '#organisations/municipality.ts';
import { Refusal } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { contacts, interventions } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf, mondayOf, startOf, type Day } from '#time/day.ts';

const count = z.coerce.number();
const Row = z.object({ value: z.string(), period: count, size: count, sum: count });

/** Groups times periods, of which there are at most twelve. */
const MOST = 10_000;

export interface Around {
  /** What is followed. */
  unit: 'municipality' | 'sector' | 'team' | 'authority';
  spans: { before: Span[]; after: Span[] };
  compared: Compared;
}

/** Names of teams or public bodies with which a contact was written down for it. */
async function spokenWith(slug: string): Promise<string[]> {
  const rows = await (
    await register()
  )
    .selectDistinct({ name: contacts.name })
    .from(contacts)
    .innerJoin(interventions, eq(contacts.intervention, interventions.id))
    .where(and(eq(interventions.slug, slug), ne(contacts.name, '')));
  return rows.map(({ name }) => name);
}

/** How to tell the approached from the others; undefined where everybody was approached, as far as one knows. */
async function approachedBy(slug: string, { population, audience }: Intervention) {
  if (population !== 'company') {
    const names = new Set(audience.names.length > 0 ? audience.names : await spokenWith(slug));
    const unit = population === 'authority' ? ('authority' as const) : ('team' as const);
    return names.size > 0 ? { unit, is: (name: string) => names.has(name) } : undefined;
  }
  const { municipalities, regions, sectors } = audience;
  if (municipalities.length > 0 || regions.length > 0)
    return {
      unit: 'municipality' as const,
      is: (name: string) => municipalities.includes(name) || regions.includes(named(name)?.region ?? '')
    };
  return sectors.length > 0 ? { unit: 'sector' as const, is: (name: string) => sectors.includes(name) } : undefined;
}

/**
 * @throws Refusal comparison_nobody where there is nobody to compare with, comparison_early before four weeks have passed since it ended,
 * comparison_unseen where nothing is kept of the time before
 */
export async function around(slug: string, intervention: Intervention, now: Date): Promise<Around> {
  const { population, audience, begins, ends } = intervention;
  const kinds = await approachedBy(slug, intervention);
  if (!kinds)
    throw new Refusal(
      'comparison_nobody',
      'Er is niemand om mee te vergelijken: volgens de planning ging dit naar iedereen. Noem bij de doelgroep gemeenten, sectoren of namen, of doe een lijstexperiment.'
    );
  const today = dayOf(now.getTime());
  const readIn = await messagesUntil(population === 'company' ? 'box' : 'all');
  const unread = readIn && addDays(readIn, 1);
  const week = mondayOf(today);
  // Weeks that are not read in yet look like weeks in which nobody came.
  const until = population === 'company' ? (unread && unread < week ? unread : week) : (unread ?? today);
  const began = await firstDay(population);
  // The ladder is known from the end of its first week on.
  const first = began && (population === 'company' ? addDays(mondayOf(began), 7) : began);
  const spans = spansAround({ begins, ends }, first ?? until, until);
  if (spans.after.length === 0)
    throw new Refusal(
      'comparison_early',
      'Er zijn nog geen vier weken voorbij sinds het einde, of de gegevens daarvan zijn er nog niet. Kijk later terug.'
    );
  if (spans.before.length === 0)
    throw new Refusal(
      'comparison_unseen',
      'Van de tijd ervoor zijn geen gegevens, dus er is niets om mee te vergelijken.'
    );
  const all = [...spans.before, ...spans.after];
  const periods = { begun: all.map(({ begun }) => begun), ended: all.map(({ ended }) => ended) };
  const rows =
    population === 'company'
      ? await ask(
          newUsersSql,
          {
            population,
            by: kinds.unit,
            use: useOf(LADDERS[population]),
            ...periods,
            // Where the places say who was approached, the sectors and sizes say among whom.
            sector: kinds.unit === 'sector' ? [] : audience.sectors,
            size: audience.sizes,
            most: MOST
          },
          Row
        )
      : await ask(
          digitalItemsSql,
          { by: kinds.unit, ...periods, since: startOf(all[0]!.begun), until: startOf(all.at(-1)!.ended), most: MOST },
          Row
        );
  const units = [...Map.groupBy(rows, ({ value }) => value)].map(([name, own]): Unit => {
    const at = (place: number): Point => own.find(({ period }) => period === place) ?? { sum: 0, size: 0 };
    const points = all.map((_, place) => at(place));
    return {
      name,
      approached: kinds.is(name),
      before: points.slice(0, spans.before.length),
      after: points.slice(spans.before.length)
    };
  });
  return { unit: kinds.unit, spans, compared: compare(units) };
}

/** Under which the ledger knows it. */
export const keyOf = (slug: string): string => `${BEFORE_AFTER}${slug}`;

/**
 * Keeps what is found as evidence, as an indication.
 * @throws Refusal comparison_few where nothing can be said
 */
export async function keep(
  slug: string,
  intervention: Intervention,
  { compared }: Around,
  who: { by: string; at: Date; hours: number | undefined; euros: number | undefined; example?: boolean }
): Promise<void> {
  const { effect, course } = compared;
  if (!effect)
    throw new Refusal('comparison_few', 'Er zijn te weinig groepen om iets te zeggen; er valt niets vast te leggen.');
  const last = (points: readonly Point[]) => points.at(-1)!;
  const outcome: TrialOutcome = {
    trial: keyOf(slug),
    name: intervention.title,
    day: dayOf(who.at.getTime()),
    strength: 'indicative',
    method: 'before_after',
    population: intervention.population,
    outcome: intervention.population === 'company' ? LADDERS.company.use : 'digital_share',
    days: PERIOD_DAYS,
    per: 'period',
    unit: intervention.population === 'company' ? 'organisation' : 'item',
    level: 0.95,
    comparisons: [
      {
        arm: intervention.title,
        intervention: slug,
        kind: intervention.kind,
        card: intervention.card,
        organisations: last(course.approached).size,
        clusters: compared.approached,
        adopters: last(course.approached).sum,
        controlOrganisations: last(course.others).size,
        controlAdopters: last(course.others).sum,
        itt: { estimate: effect.estimate, low: effect.low, high: effect.high, p: effect.pValue },
        hours: who.hours,
        euros: who.euros
      }
    ]
  };
  await ledger.note({
    experiment: keyOf(slug),
    at: who.at,
    by: who.by,
    kind: 'review',
    content: outcome,
    example: who.example ?? false
  });
}

/** When it was last kept, and what was; undefined when it never was. */
export async function kept(slug: string): Promise<{ at: Day; by: string } | undefined> {
  const record = await ledger.last(keyOf(slug), 'review');
  return record && { at: dayOf(record.at.getTime()), by: record.by };
}
