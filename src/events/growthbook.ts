/** What GrowthBook's SDK reports through its tracking plugin, as ordinary events. */
import { z } from 'zod';
import type { WireEvent } from '#events/event.ts';
import { DAY } from '#time/day.ts';

/** Attributes by which a test divides, and what they identify here; by any other, groups are divided. */
const UNITS: ReadonlyMap<string, 'visitor' | 'organisation'> = new Map([
  ...['id', 'device_id', 'anonymous_id', 'visitor'].map((name) => [name, 'visitor'] as const),
  ...['organisation', 'organization', 'company'].map((name) => [name, 'organisation'] as const)
]);

/** Whether an attribute says who somebody is, and not of which group. */
export const isOfOne = (attribute: string): boolean => UNITS.has(attribute);

const Text = z.string().nullish().catch(undefined);

const Reported = z.object({
  event_name: z.string(),
  properties_json: z.record(z.string(), z.unknown()).catch({}),
  user_id: Text,
  device_id: Text,
  page_id: Text,
  session_id: Text,
  page_title: Text,
  utm_source: Text,
  utm_medium: Text,
  utm_campaign: Text,
  url: Text,
  // All attributes of a visitor; who it is comes in above, and of the rest only the organisation is taken.
  context_json: z.record(z.string(), z.unknown()).catch({})
});
type Reported = z.infer<typeof Reported>;

const Identifier = z.union([z.string().min(1), z.number()]).transform(String);

const Exposure = z.object({
  experimentId: z.string().min(1),
  variationId: Identifier,
  hashAttribute: z.string().min(1),
  hashValue: Identifier
});
type Exposure = z.infer<typeof Exposure>;

export interface Delivery {
  /** Milliseconds since 1970, our clock: the SDK tells no time. */
  receivedAt: number;
  /** Names that the site may send. */
  names: ReadonlySet<string>;
  /** A UUID that is the same for the same text. */
  id: (text: string) => string;
  /** What is kept instead of the name of a group: a site may divide by anything, also by what tells who somebody is. */
  group: (attribute: string, name: string) => string;
}

export interface Taken {
  /** Ready for admission; what could not be read is in it as it came, so that admission refuses and counts it. */
  events: unknown[];
  /** Which values were asked for: not taken unless the site says that it wants to know. */
  leftOut: number;
}

const EVALUATED = 'feature_evaluated';

/** "Experiment Viewed" becomes experiment_viewed. */
const nameOf = (name: string): string =>
  name
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Who did it, and for an exposure who was assigned; of a group that was assigned as a whole, the member that saw it. */
function actor({ device_id, user_id, context_json: more }: Reported, exposure: Exposure | undefined) {
  const organisation = text(more['organisation']) ?? text(more['organization']) ?? text(more['company']);
  const device = text(device_id);
  const member = { visitor: device ?? text(user_id), organisation };
  if (!exposure) return member;
  const { hashAttribute, hashValue } = exposure;
  const unit = UNITS.get(hashAttribute);
  if (unit === 'visitor') return { visitor: hashValue, organisation };
  if (unit === 'organisation') return { visitor: device, organisation: hashValue };
  return member;
}

/** Which test, which variant, and what was divided: for a group under the name of its attribute, apart from visitors. */
function seen(
  { experimentId, variationId, hashAttribute, hashValue }: Exposure,
  group: Delivery['group']
): Record<string, string> {
  const what = { experiment: experimentId, variation: variationId };
  const unit = UNITS.get(hashAttribute);
  return unit ? { ...what, unit } : { ...what, unit: hashAttribute, group: group(hashAttribute, hashValue) };
}

type Nameless = Omit<WireEvent, 'id' | 'at'>;

/** The event that was reported; undefined for an exposure that does not say who got what. */
function eventOf(reported: Reported, group: Delivery['group']): Nameless | undefined {
  const exposed = reported.event_name === 'Experiment Viewed';
  const exposure = exposed ? Exposure.safeParse(reported.properties_json).data : undefined;
  if (exposed && !exposure) return undefined;
  const { utm_campaign, utm_medium, utm_source, page_title } = reported;
  const properties = exposure
    ? seen(exposure, group)
    : { ...reported.properties_json, ...(text(page_title) ? { title: page_title } : {}) };
  return {
    name: nameOf(reported.event_name),
    ...actor(reported, exposure),
    session: text(reported.session_id),
    url: text(reported.url),
    campaign: { name: text(utm_campaign), medium: text(utm_medium), source: text(utm_source) },
    properties
  };
}

/**
 * What makes two reports the same. The SDK gives no identifier and no time, so of an exposure: who got what, once a day,
 * on whichever page; of anything else: all of it, its place among equals in one delivery, and the minute. A delivery
 * that comes twice counts once; somebody who does the same twice in one delivery, or in two minutes, counts twice.
 */
function sameness(event: Nameless, reported: Reported, again: number, receivedAt: number): string {
  if (event.name === 'experiment_viewed')
    return JSON.stringify([
      event.name,
      event.visitor,
      event.organisation,
      event.properties,
      Math.floor(receivedAt / DAY)
    ]);
  return JSON.stringify([reported, again, Math.floor(receivedAt / 60_000)]);
}

/** A delivery of the SDK as events; undefined when it is none. */
export function eventsOf(body: unknown, { receivedAt, names, id, group }: Delivery): Taken | undefined {
  if (!Array.isArray(body)) return undefined;
  const seen = new Map<string, number>();
  const events: unknown[] = [];
  let leftOut = 0;
  for (const given of body as unknown[]) {
    const parsed = Reported.safeParse(given);
    const event = parsed.data && eventOf(parsed.data, group);
    if (!event) {
      events.push(given);
      continue;
    }
    if (event.name === EVALUATED && !names.has(EVALUATED)) {
      leftOut++;
      continue;
    }
    const whole = JSON.stringify(parsed.data);
    const again = seen.get(whole) ?? 0;
    seen.set(whole, again + 1);
    events.push({ id: id(sameness(event, parsed.data, again, receivedAt)), at: receivedAt, ...event });
  }
  return { events, leftOut };
}
