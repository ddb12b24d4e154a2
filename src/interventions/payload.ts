/** What a site gets: its values with their rules and its changed pages, in the shape that GrowthBook's SDKs read. */
import type { Feature } from '#interventions/feature.ts';
import { featureOf, inOrder, isPage, type Entry, type PageExperiment, type Rule } from '#interventions/in-force.ts';

/** One question to who sees a change, for our own tracker; the SDK leaves what it does not know. */
interface Survey {
  experiment: string;
  question: string;
  answers: readonly { value: 'yes' | 'no' | 'unsure'; label: string }[];
  thanks: string;
}

/** In the language of the sites, whatever that of who manages them. */
const SURVEY: Omit<Survey, 'experiment'> = {
  question: 'Is dit een verbetering?',
  answers: [
    { value: 'yes', label: 'Ja' },
    { value: 'no', label: 'Nee' },
    { value: 'unsure', label: 'Weet ik niet' }
  ],
  thanks: 'Bedankt voor je antwoord.'
};

export interface Payload {
  status: 200;
  /** The version: another text at every change, and never an older time. */
  dateUpdated: string;
  features: Record<string, { defaultValue: unknown; rules?: Rule[] }>;
  // Present also when empty: an SDK keeps what it has of a key that is absent.
  experiments: PageExperiment[];
  surveys: Survey[];
}

/** The newest release of a site. */
export interface Version {
  /** Zero when there was none yet. */
  release: number;
  at: Date;
}

/**
 * A moment with the number of the release in the digits behind the milliseconds: two releases at the same moment differ,
 * and every reader of ISO 8601 can still read it (to nanoseconds, as many as Java and Go take).
 */
const versionText = ({ release, at }: Version): string =>
  at.toISOString().replace('Z', `${String(release).padStart(6, '0')}Z`);

/**
 * @param features those of the site
 * @param entries those of the site; of values that it does not have (any more) they are left out
 */
export function payloadOf(
  features: readonly Feature[],
  entries: readonly (Entry & { changedAt: Date })[],
  version: Version
): Payload {
  const ordered = inOrder(entries);
  const pages = ordered.filter(isPage);
  const rules = Map.groupBy(
    ordered.filter((entry) => !isPage(entry)),
    featureOf
  );
  return {
    status: 200,
    dateUpdated: versionText(version),
    features: Object.fromEntries(
      features.map(({ key, defaultValue }) => {
        const own = rules.get(key)?.flatMap(({ definition }) => definition.rules);
        return [key, own ? { defaultValue, rules: own } : { defaultValue }];
      })
    ),
    experiments: pages.flatMap(({ definition }) => definition.experiments),
    surveys: pages
      .filter(({ definition }) => definition.survey)
      .flatMap(({ definition }) => definition.experiments.map(({ key }) => ({ experiment: key, ...SURVEY })))
  };
}
