/** A feature: a value that a site asks for by name, so that staff can change it without a developer. */
import { z } from 'zod';

/** As a developer writes it in a site's code; dots and dashes group. */
export const FeatureKey = z
  .string()
  .max(80)
  .regex(/^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/, 'kleine letters, cijfers, en daartussen . _ of -');

/** Characters of a value as JSON. Every page of a site fetches all values. */
const VALUE_LIMIT = 20_000;

/** Any JSON. */
export const FeatureValue = z.json().superRefine((value, context) => {
  const text = JSON.stringify(value);
  if (text.length > VALUE_LIMIT) context.addIssue(`een waarde heeft hoogstens ${VALUE_LIMIT} tekens`);
  // PostgreSQL keeps no such sign in JSON.
  if (text.includes('\\u0000')) context.addIssue('er staat een teken in dat niet bewaard kan worden');
});
export type FeatureValue = z.infer<typeof FeatureValue>;

/** What everybody gets where nothing else is in force. Nothing (null) is what a site gets for a key that is not there. */
export const DefaultValue = FeatureValue.superRefine((value, context) => {
  if (value === null) context.addIssue('geef een waarde');
});

export const NewFeature = z.object({
  key: FeatureKey,
  description: z.string().trim().min(1, 'zeg waar de waarde voor is').max(300),
  defaultValue: DefaultValue,
  /** Slugs of the sites that may ask for it. */
  sites: z.array(z.string()).min(1, 'kies minstens één site')
});
export type NewFeature = z.infer<typeof NewFeature>;

export interface Feature extends NewFeature {
  createdBy: string;
  createdAt: Date;
}

export const KINDS = ['boolean', 'text', 'number', 'json'] as const;
export type Kind = (typeof KINDS)[number];

/** What a person thinks a value is. */
export function kindOf(value: unknown): Kind {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' ? 'text' : 'json';
}

/** What a person fills in for a value of a kind; undefined when it is none. */
export function valueOf(kind: Kind, written: string): FeatureValue | undefined {
  if (kind === 'text') return written;
  const text = written.trim();
  if (kind === 'boolean') {
    if (/^(?:true|aan|ja|on|yes)$/i.test(text)) return true;
    return /^(?:false|uit|nee|off|no)$/i.test(text) ? false : undefined;
  }
  if (kind === 'number') {
    const number = Number(text.replace(',', '.'));
    return text === '' || !Number.isFinite(number) ? undefined : number;
  }
  try {
    return JSON.parse(text) as FeatureValue;
  } catch {
    return undefined;
  }
}

/** A value as a person fills it in. */
export const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
