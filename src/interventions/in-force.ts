/** What is in force where: values by rules and changes of pages, each on behalf of an owner, in GrowthBook's words. */
import { z } from 'zod';
import { FeatureKey, FeatureValue } from '#interventions/feature.ts';
import { attributeFault, cssFault, htmlFault, selectorFault } from '#interventions/safety.ts';

const Selector = z.string().superRefine((selector, context) => {
  const fault = selectorFault(selector);
  if (fault) context.addIssue(fault);
});

/** One change of the elements that a selector finds; as the library dom-mutator of GrowthBook's SDK takes it. */
const DomMutation = z
  .strictObject({
    selector: Selector,
    action: z.enum(['set', 'append', 'remove']),
    /** `html`, `class`, `position`, or the name of an attribute. */
    attribute: z.string().max(60),
    value: z.string().max(20_000).optional(),
    /** For position: into which element, and before which of its own. */
    parentSelector: Selector.optional(),
    insertBeforeSelector: Selector.optional()
  })
  .superRefine(({ action, attribute, value = '', parentSelector, insertBeforeSelector }, context) => {
    if (attribute === 'position') {
      if (action !== 'set' || parentSelector === undefined) context.addIssue('zeg in welk element het komt te staan');
      return;
    }
    if (parentSelector !== undefined || insertBeforeSelector !== undefined)
      context.addIssue('alleen een verplaatsing heeft een nieuwe plek');
    if (attribute === 'html' && action === 'remove') context.addIssue('inhoud wordt gezet of aangevuld');
    // The library looks for the value as one class.
    if (attribute === 'class' && action === 'remove' && /\s/.test(value)) context.addIssue('geef één klasse tegelijk');
    const fault = attribute === 'html' ? htmlFault(value) : attributeFault(attribute, value, action !== 'append');
    if (fault) context.addIssue(fault);
  });

/** How a page differs in one variant; nothing at all is the page as it is. No scripts: `js` is not among the keys. */
export const PageChange = z.strictObject({
  domMutations: z.array(DomMutation).max(100).optional(),
  css: z
    .string()
    .max(20_000)
    .superRefine((css, context) => {
      const fault = cssFault(css);
      if (fault) context.addIssue(fault);
    })
    .optional(),
  /** A page of the same site to go to instead; whether it is one is checked when it is put in force. */
  urlRedirect: z
    .url({ protocol: /^https?$/, error: 'geef een heel adres, zoals https://www.example.nl/pagina' })
    .optional()
});
export type PageChange = z.infer<typeof PageChange>;

const UrlPattern = z
  .strictObject({
    include: z.boolean(),
    /** In a simple pattern * stands for anything. */
    type: z.enum(['simple', 'regex']),
    pattern: z.string().min(1).max(500)
  })
  .superRefine(({ type, pattern }, context) => {
    if (type !== 'regex') return;
    try {
      new RegExp(pattern);
    } catch {
      context.addIssue('dit patroon is niet te lezen');
    }
  });

const Share = z.number().min(0).max(1);
const Range = z.tuple([Share, Share]).refine(([from, to]) => from <= to, 'een deel loopt van klein naar groot');

/** How a group is divided; the names and meanings of GrowthBook's protocol. */
const division = {
  /** Under this name it is reported who saw what. */
  key: z.string().min(1).max(120),
  name: z.string().max(120).optional(),
  phase: z.string().max(40).optional(),
  seed: z.string().min(1).max(120).optional(),
  hashAttribute: z.string().min(1).max(64),
  fallbackAttribute: z.string().min(1).max(64).optional(),
  // Version 1 is biased when several tests run at once.
  hashVersion: z.literal(2),
  coverage: Share.optional(),
  weights: z.array(Share).optional(),
  ranges: z.array(Range).optional(),
  meta: z
    .array(
      z.strictObject({
        key: z.string().max(64).optional(),
        name: z.string().max(120).optional(),
        passthrough: z.boolean().optional()
      })
    )
    .optional(),
  filters: z
    .array(
      z.strictObject({
        attribute: z.string().min(1).max(64).optional(),
        seed: z.string().min(1).max(120),
        hashVersion: z.literal(2),
        ranges: z.array(Range).min(1)
      })
    )
    .optional(),
  namespace: z.tuple([z.string().min(1).max(120), Share, Share]).optional(),
  disableStickyBucketing: z.boolean().optional(),
  bucketVersion: z.int().min(0).optional(),
  minBucketVersion: z.int().min(0).optional()
};

const targeting = {
  condition: z.record(z.string(), z.unknown()).optional(),
  parentConditions: z
    .array(
      z.strictObject({ id: FeatureKey, condition: z.record(z.string(), z.unknown()), gate: z.boolean().optional() })
    )
    .optional()
};

interface Divided {
  variations?: readonly unknown[] | undefined;
  weights?: readonly number[] | undefined;
  ranges?: readonly unknown[] | undefined;
  meta?: readonly unknown[] | undefined;
}

/** The SDK takes equal weights where they do not fit, without a word: nobody would get the share that was meant. */
function divisionFaults({ variations = [], weights, ranges, meta }: Divided): string[] {
  const faults: string[] = [];
  for (const list of [weights, ranges, meta])
    if (list && list.length !== variations.length) faults.push('er horen evenveel delen als varianten te zijn');
  const sum = weights?.reduce((total, weight) => total + weight, 0) ?? 1;
  if (Math.abs(sum - 1) > 0.001) faults.push('de delen zijn samen niet 1');
  return faults;
}

/** A test or shipped change on pages. Forced is not assigned: everybody gets that variation, and nobody reports it. */
const PageExperiment = z
  .strictObject({
    ...division,
    ...targeting,
    urlPatterns: z.array(UrlPattern).min(1).max(40),
    variations: z.array(PageChange).min(2).max(10),
    changeId: z.string().max(120).optional(),
    persistQueryString: z.boolean().optional(),
    force: z.int().min(0).optional()
  })
  .superRefine((experiment, context) => {
    for (const fault of divisionFaults(experiment)) context.addIssue(fault);
    if ((experiment.force ?? 0) >= experiment.variations.length) context.addIssue('de vaste variant bestaat niet');
    if (!experiment.urlPatterns.some(({ include }) => include)) context.addIssue('zeg op welke pagina’s het is');
  });
export type PageExperiment = z.infer<typeof PageExperiment>;

/** One rule for a value: for some group one value, or one of several by chance. */
const Rule = z
  .strictObject({
    ...division,
    key: division.key.optional(),
    hashAttribute: division.hashAttribute.optional(),
    hashVersion: division.hashVersion.optional(),
    ...targeting,
    id: z.string().max(120).optional(),
    force: FeatureValue.optional(),
    range: Range.optional(),
    variations: z.array(FeatureValue).min(2).max(10).optional()
  })
  .superRefine((rule, context) => {
    if ((rule.force === undefined) === (rule.variations === undefined))
      context.addIssue('een regel geeft één waarde of verdeelt er meer');
    if (
      rule.variations &&
      (rule.key === undefined || rule.hashAttribute === undefined || rule.hashVersion === undefined)
    )
      context.addIssue('een verdeling heeft een naam en zegt waarop ze verdeelt');
    if (rule.force !== undefined && (rule.coverage !== undefined || rule.range) && rule.hashVersion === undefined)
      context.addIssue('een deel van een groep zegt hoe het verdeelt');
    for (const fault of rule.variations ? divisionFaults(rule) : []) context.addIssue(fault);
  });
export type Rule = z.infer<typeof Rule>;

/** On whose behalf: the key of an experiment, or somebody's hand. */
const Owner = z.string().min(1).max(120);
const Site = z.string().min(1).max(40);

const PageEntry = z.strictObject({
  owner: Owner,
  site: Site,
  target: z.literal('page'),
  definition: z.strictObject({
    experiments: z.array(PageExperiment).min(1).max(20),
    /** Ask who sees it whether it is an improvement. */
    survey: z.boolean().optional()
  })
});

const FeatureEntry = z.strictObject({
  owner: Owner,
  site: Site,
  target: z.templateLiteral(['feature:', z.string().max(80)]),
  definition: z.strictObject({ rules: z.array(Rule).min(1).max(20) })
});

export type PageEntry = z.infer<typeof PageEntry>;
export type FeatureEntry = z.infer<typeof FeatureEntry>;
/** What one owner has in force at one place of one site. */
export type Entry = PageEntry | FeatureEntry;

/** An entry as it must be, or the first thing that is wrong with it, with where. */
export function checkedEntry(given: Entry): { entry: Entry } | { fault: string } {
  // Two schemas tried by hand: of a union nobody can say which of its sides was meant, and so what is wrong.
  const parsed = (given.target === 'page' ? PageEntry : FeatureEntry).safeParse(given);
  if (parsed.success) return { entry: parsed.data };
  const issue = parsed.error.issues[0];
  return { fault: `${issue?.message ?? ''} (${issue?.path.join('.') ?? ''})` };
}

export const isPage = <E extends Entry>(entry: E): entry is Extract<E, { target: 'page' }> => entry.target === 'page';

/** Key of the feature that an entry is about, undefined for a page. */
export const featureOf = ({ target }: Pick<Entry, 'target'>): string | undefined =>
  target === 'page' ? undefined : target.slice('feature:'.length);

/** Names under which an entry reports who saw what. */
export function keysOf(entry: Entry): string[] {
  if (isPage(entry)) return entry.definition.experiments.map(({ key }) => key);
  return entry.definition.rules.flatMap(({ key }) => (key === undefined ? [] : [key]));
}

/** Addresses to which a page would send its visitors and that are not of the site. */
export function strayRedirects(entry: Entry, origins: readonly string[]): string[] {
  if (!isPage(entry)) return [];
  return entry.definition.experiments
    .flatMap(({ variations }) => variations.flatMap(({ urlRedirect }) => urlRedirect ?? []))
    .filter((url) => !origins.includes(new URL(url).origin));
}

export const byHand = (owner: string): boolean => owner.startsWith('hand:');

/**
 * The order in which owners are heard at one place: who did it by hand before experiments, of hands the latest, of
 * experiments by name. Not by age: an experiment that goes a step further would change places and with it what others get.
 */
export function inOrder<E extends { owner: string; changedAt: Date }>(entries: readonly E[]): E[] {
  return [...entries].sort((a, b) => {
    const [hand, other] = [byHand(a.owner), byHand(b.owner)];
    if (hand !== other) return hand ? -1 : 1;
    const later = hand ? b.changedAt.getTime() - a.changedAt.getTime() : 0;
    return later || (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0);
  });
}
