/** What somebody filled in of a plan, and what a form begins with. */
import type { Card } from '#interventions/card.ts';
import { guideOf } from '#interventions/guides/by-card.ts';
import type { Audience, Intervention } from '#interventions/intervention.ts';
import type { Climber } from '#adoption/ladder.ts';
import type { Motive } from '#surveys/motive.ts';
import { addDays, type Day } from '#time/day.ts';

/** A form as it stands: like an intervention, of which nothing needs to be right yet. */
export type Draft = Omit<Intervention, 'population' | 'motive' | 'kind'> &
  Record<'population' | 'motive' | 'kind', string>;

const NOBODY_LEFT_OUT: Audience = { sectors: [], sizes: [], regions: [], municipalities: [], names: [] };

/** Days until it begins, and that it lasts, where nobody said otherwise. */
const AHEAD = 14;
const LASTS = 28;

/** The fields that say for whom, of a form or of an address. */
export function audienceIn(given: FormData | URLSearchParams): Audience {
  const all = (name: string) => [...new Set(given.getAll(name).map(String))].filter((value) => value !== '');
  const names = String(given.get('names') ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    sectors: all('sector'),
    sizes: all('size'),
    regions: all('region'),
    municipalities: all('municipality'),
    names: [...new Set(names)]
  };
}

/** As people write it: with a comma, and with dots between thousands. What is empty is 0, what is no number stays none. */
export function amountIn(form: FormData, name: string): number {
  const written = String(form.get(name) ?? '').trim();
  if (written === '') return 0;
  const plain = written
    .replace(/^€\s*/, '')
    .replace(/\.(?=\d{3}(\D|$))/g, '')
    .replace(',', '.');
  return plain === '' ? NaN : Number(plain);
}

export function draftIn(form: FormData): Draft {
  const text = (name: string) => String(form.get(name) ?? '');
  return {
    title: text('title'),
    card: text('card'),
    kind: text('kind'),
    population: text('population'),
    motive: text('motive'),
    audience: audienceIn(form),
    what: text('what'),
    begins: text('begins'),
    // What is left empty lasts a day.
    ends: text('ends') || text('begins'),
    by: text('by'),
    hours: amountIn(form, 'hours'),
    euros: amountIn(form, 'euros'),
    basis: text('basis')
  };
}

/** What a new plan begins with, after a card or empty; for whom and why not go before what the card says. */
export function draftOf(
  card: Card | undefined,
  population: Climber | undefined,
  {
    today,
    language,
    by,
    motive,
    audience = NOBODY_LEFT_OUT
  }: {
    today: Day;
    language: 'nl' | 'en';
    by: string;
    motive?: Motive | undefined;
    audience?: Audience | undefined;
  }
): Draft {
  const begins = addDays(today, AHEAD);
  const guide = card && guideOf(card, language);
  return {
    title: card?.title[language].slice(0, 120) ?? '',
    card: card?.key ?? '',
    kind: card?.kind ?? 'letter',
    population: population ?? card?.populations[0] ?? 'company',
    motive: motive ?? card?.motive ?? 'weten',
    audience,
    what: guide ? guide.steps.map((step, place) => `${place + 1}. ${step}`).join('\n') : '',
    begins,
    ends: addDays(begins, LASTS - 1),
    by,
    hours: card?.hours ?? 0,
    euros: 0,
    basis: ''
  };
}
