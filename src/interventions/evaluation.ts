/** Remote evaluation: what one visitor gets, worked out by GrowthBook's own SDK, without rules, conditions or other variants. */
import {
  GrowthBookClient,
  type AutoExperiment,
  type FeatureApiResponse,
  type TrackingData
} from '@growthbook/growthbook';
import { z } from 'zod';

/** What an SDK posts about its visitor; what it leaves out is empty. */
export const Asked = z.object({
  attributes: z.record(z.string(), z.unknown()).default({}),
  forcedVariations: z.record(z.string(), z.number()).default({}),
  forcedFeatures: z.array(z.tuple([z.string(), z.unknown()])).default([]),
  url: z.string().max(4096).default('')
});
export type Asked = z.infer<typeof Asked>;

export type Evaluated = Required<Pick<FeatureApiResponse, 'features' | 'experiments'>>;

type Tracked = Pick<TrackingData, 'experiment' | 'result'>;

/** The other variants of a test are nobody's business; their places stay, because assignment counts them. */
const onlyOf = <T>(variations: readonly T[], chosen: number, otherwise: (variation: T) => T): [T, T, ...T[]] =>
  variations.map((variation, index) => (index === chosen ? variation : otherwise(variation))) as [T, T, ...T[]];

/** What an SDK has to report, without who else would have been let in. */
function scrubbed({ experiment, result }: Tracked): Tracked {
  const { condition: _, parentConditions: __, ...rest } = experiment;
  return { experiment: { ...rest, variations: onlyOf(rest.variations, result.variationId, () => null) }, result };
}

// An SDK knows by these keys what kind of change it is, also of a variant that changes nothing.
const hollow = (variation: AutoExperiment['variations'][number]) => ({
  ...(variation.urlRedirect === undefined ? {} : { urlRedirect: '' }),
  ...(variation.domMutations || variation.css !== undefined ? { domMutations: [] } : {})
});

/** What a visitor gets of a site's payload. */
export function evaluate(
  payload: FeatureApiResponse,
  { attributes, forcedVariations, forcedFeatures, url }: Asked
): Evaluated {
  let tracked: Tracked[] = [];
  const client = new GrowthBookClient({
    trackingCallback: (experiment, result) => {
      tracked.push({ experiment, result });
    }
  });
  client.initSync({ payload });
  // Made anew each time: what was reported for one value has to be reported for the next one too.
  const visitor = () => ({ attributes, forcedVariations, forcedFeatureValues: new Map(forcedFeatures), url });
  const features = Object.keys(payload.features ?? {}).map((key) => {
    tracked = [];
    const { value } = client.evalFeature(key, visitor());
    const rules = tracked.length > 0 ? { rules: [{ force: value, tracks: tracked.map(scrubbed) }] } : {};
    return [key, { defaultValue: value, ...rules }] as const;
  });
  const experiments = (payload.experiments ?? []).flatMap((experiment): AutoExperiment[] => {
    const { inExperiment, variationId } = client.runInlineExperiment(experiment, visitor());
    if (!inExperiment) return [];
    // Passed, all of it; whoever is in is assigned again by the SDK, by the same hash.
    const { condition: _, parentConditions: __, filters: ___, namespace: ____, ...rest } = experiment;
    return [
      // What was remembered in the browser could point at a variant that is not here.
      { ...rest, variations: onlyOf(rest.variations, variationId, hollow), disableStickyBucketing: true }
    ];
  });
  return { features: Object.fromEntries(features), experiments };
}
