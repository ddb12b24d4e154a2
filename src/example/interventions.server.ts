/** A year of planning with people: what was done, what runs, what is to come, and what was dropped. */
import { DEPARTMENTS } from '#example/brabant.ts';
import type { Size } from '#example/size.ts';
import { cardOf } from '#interventions/card.ts';
import { guideOf } from '#interventions/guides/by-card.ts';
import type { Intervention, Status } from '#interventions/intervention.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { addDays, startOf } from '#time/day.ts';

/** Nobody: what an example did, nobody did. */
const BY = 'voorbeeld';

interface Script {
  /** Others of the example refer to it. */
  slug: string;
  plan: Omit<Intervention, 'begins' | 'ends' | 'what' | 'audience'>;
  audience?: Partial<Intervention['audience']>;
  what?: string;
  /** Days from the last day of the example to its first day, and how many it lasts. */
  at: number;
  lasts: number;
  status: Status;
  /** What it took. */
  spent?: [hours: number, euros: number];
}

const team = { by: 'Projectteam Berichtenbox', basis: '' };

/** In the order in which they began. */
const SCRIPTS: readonly Script[] = [
  {
    slug: 'presentatie-teams',
    plan: {
      ...team,
      title: 'Een kwartier in elk teamoverleg',
      card: 'short-presentation',
      kind: 'presentation',
      population: 'department',
      motive: 'weten',
      hours: 20,
      euros: 0
    },
    at: -340,
    lasts: 70,
    status: 'done',
    spent: [24.5, 120]
  },
  {
    slug: 'brief-een-regel',
    plan: {
      ...team,
      by: 'Communicatie',
      title: 'Eén regel over de Berichtenbox in elke brief',
      card: 'one-line',
      kind: 'letter',
      population: 'company',
      motive: 'weten',
      hours: 12,
      euros: 400
    },
    what: 'Uw zaak digitaal volgen? Stuur uw stukken via de Berichtenbox voor bedrijven: u krijgt meteen een ontvangstbevestiging. Ga naar brabant.example/berichtenbox.',
    at: -300,
    lasts: 84,
    status: 'done',
    spent: [9, 350]
  },
  {
    slug: 'proces-subsidies',
    plan: {
      ...team,
      title: 'Samen door het proces van Subsidies',
      card: 'look-at-process',
      kind: 'process_analysis',
      population: 'department',
      motive: 'willen',
      hours: 14,
      euros: 0
    },
    audience: { names: [DEPARTMENTS[1]] },
    at: -262,
    lasts: 21,
    status: 'done',
    spent: [17, 0]
  },
  {
    slug: 'proefbericht-gemeenten',
    plan: {
      ...team,
      by: 'Interbestuurlijk toezicht',
      title: 'Proefbericht aan alle gemeenten',
      card: 'test-message',
      kind: 'letter',
      population: 'authority',
      motive: 'weten',
      hours: 40,
      euros: 0
    },
    at: -230,
    lasts: 28,
    status: 'done',
    spent: [46, 0]
  },
  {
    slug: 'branche-bouw',
    plan: {
      ...team,
      title: 'Bericht van de branchevereniging in de bouw',
      card: 'trade-association',
      kind: 'mail',
      population: 'company',
      motive: 'weten',
      hours: 16,
      euros: 1_200
    },
    audience: { sectors: ['F Bouw'] },
    at: -190,
    lasts: 35,
    status: 'done',
    spent: [14, 1_150]
  },
  {
    slug: 'webinar-horeca',
    plan: {
      ...team,
      by: 'Communicatie',
      title: 'Webinar voor horeca',
      card: 'peer',
      kind: 'presentation',
      population: 'company',
      motive: 'willen',
      hours: 24,
      euros: 900
    },
    audience: { sectors: ['I Horeca'] },
    what: 'Drie horecaondernemers vertellen hoe het ging. Geschrapt: er waren te weinig aanmeldingen.',
    at: -170,
    lasts: 7,
    status: 'cancelled'
  },
  {
    slug: 'bellen-vastgelopen',
    plan: {
      ...team,
      title: 'Bellen met wie vastliep bij het inloggen',
      card: 'call',
      kind: 'call',
      population: 'company',
      motive: 'kunnen',
      hours: 60,
      euros: 0
    },
    audience: { regions: ['Zuidoost-Brabant', 'Noordoost-Brabant'] },
    at: -140,
    lasts: 42,
    status: 'done',
    spent: [71.5, 0]
  },
  {
    slug: 'naast-elkaar-bouw',
    plan: {
      ...team,
      title: 'Naast elkaar bij het eerste bericht, in de bouw',
      card: 'side-by-side',
      kind: 'side_by_side',
      population: 'company',
      motive: 'kunnen',
      hours: 80,
      euros: 600
    },
    audience: { sectors: ['F Bouw'], regions: ['West-Brabant', 'Hart van Brabant'] },
    at: -95,
    lasts: 56,
    status: 'done',
    spent: [96, 540]
  },
  {
    slug: 'melding-tekst',
    plan: {
      ...team,
      by: 'Communicatie',
      title: 'Het voordeel voorop in de melding',
      card: 'show-benefit',
      kind: 'notification',
      population: 'company',
      motive: 'willen',
      hours: 10,
      euros: 0
    },
    what: 'U hebt een nieuw bericht over uw aanvraag. Alles over deze zaak staat bij elkaar, met een ontvangstbevestiging van wat u stuurde.',
    at: -25,
    lasts: 56,
    status: 'running'
  },
  {
    slug: 'instructie-gemeenten',
    plan: {
      ...team,
      title: 'Werkwijzer en instructie voor gemeenten',
      card: 'instruction',
      kind: 'instruction',
      population: 'authority',
      motive: 'kunnen',
      hours: 90,
      euros: 800
    },
    at: -12,
    lasts: 112,
    status: 'running'
  },
  {
    slug: 'cijfers-per-team',
    plan: {
      ...team,
      title: 'Elk team zijn eigen cijfers',
      card: 'own-figures',
      kind: 'mail',
      population: 'department',
      motive: 'weten',
      hours: 8,
      euros: 0
    },
    at: 18,
    lasts: 14,
    status: 'planned'
  },
  {
    slug: 'stappenplan-bouw',
    plan: {
      ...team,
      by: 'Ondernemersplein',
      title: 'Stappenplan eHerkenning voor de bouw',
      card: 'erecognition-guide',
      kind: 'web_change',
      population: 'company',
      motive: 'kunnen',
      hours: 16,
      euros: 0
    },
    audience: { sectors: ['F Bouw'] },
    at: 24,
    lasts: 42,
    status: 'planned'
  },
  {
    slug: 'aanwijzing-subsidie',
    plan: {
      ...team,
      by: 'Juridische zaken',
      title: 'De Berichtenbox aangewezen voor subsidies',
      card: 'designation',
      kind: 'web_change',
      population: 'company',
      motive: 'moeten',
      hours: 60,
      euros: 0,
      basis: 'Voorbeeld: aanwijzingsbesluit op grond van Awb artikel 2:13 (bedacht). Op papier blijft mogelijk.'
    },
    at: 60,
    lasts: 90,
    status: 'planned'
  }
];

/** Plans all of them, and lets happen what has. */
export async function fill({ until }: Size): Promise<void> {
  for (const { slug, plan, audience, what, at, lasts, status, spent } of SCRIPTS) {
    const begins = addDays(until, at);
    const card = cardOf(plan.card);
    const steps = card
      ? guideOf(card, 'nl')
          .steps.map((step, place) => `${place + 1}. ${step}`)
          .join('\n')
      : '';
    const made = await interventions.create(
      {
        ...plan,
        what: what ?? steps,
        audience: { sectors: [], sizes: [], regions: [], municipalities: [], names: [], ...audience },
        begins,
        ends: addDays(begins, lasts - 1)
      },
      BY,
      new Date(startOf(addDays(until, Math.min(at - 21, 0))) + 9 * 3_600_000),
      { example: true, slug }
    );
    if (status === 'cancelled') await interventions.act(made.slug, 1, 'cancel');
    if (status === 'running' || status === 'done') await interventions.act(made.slug, 1, 'start');
    if (status === 'done') await interventions.act(made.slug, 2, 'finish', { hours: spent![0], euros: spent![1] });
  }
}
