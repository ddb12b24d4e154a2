/** Oracle: the language-neutral cases of GrowthBook's SDKs, and the official SDK itself at the other end. */
import { GrowthBook, type Experiment, type FeatureApiResponse, type FeatureResult } from '@growthbook/growthbook';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Asked, evaluate } from '#interventions/evaluation.ts';

const FILE = '../shared/cases/growthbook-sdk-cases.json';

type Context = FeatureApiResponse & {
  attributes?: Record<string, unknown>;
  forcedVariations?: Record<string, number>;
  url?: string;
  enabled?: boolean;
  qaMode?: boolean;
};
interface Cases {
  feature: [name: string, context: Context, key: string, expected: FeatureResult][];
  run: [
    name: string,
    context: Context,
    experiment: Experiment<unknown>,
    value: unknown,
    inExperiment: boolean,
    hashUsed: boolean
  ][];
}

const there = existsSync(FILE);
const cases: Cases = there ? (JSON.parse(readFileSync(FILE, 'utf8')) as Cases) : { feature: [], run: [] };

/** What an SDK in a visitor's browser makes of an answer: it knows the visitor, and no rules. */
const browser = (context: Context, answer: FeatureApiResponse, onTrack: (key: string, variation: string) => void) => {
  const { features: _, experiments: __, ...visitor } = context;
  return new GrowthBook({
    ...visitor,
    trackingCallback: ({ key }, result) => onTrack(key, result.key)
  }).initSync({ payload: answer });
};

/** What is asked of the server: what an SDK posts, through JSON. */
const asked = ({ attributes, forcedVariations, url }: Context): Asked =>
  Asked.parse(JSON.parse(JSON.stringify({ attributes, forcedVariations, url })));

const overTheWire = <T>(answer: T): T => JSON.parse(JSON.stringify(answer)) as T;

describe.skipIf(!there)('cases of GrowthBook', () => {
  test('there are as many as there were', () => {
    expect([cases.feature.length, cases.run.length]).toEqual([55, 73]);
  });

  test.each(cases.feature)('feature: %s', (_, context, key, expected) => {
    const answer = overTheWire(evaluate(context, asked(context)));
    const tracked: string[] = [];
    const sdk = browser(context, answer, (experiment, variation) => tracked.push(`${experiment} ${variation}`));
    const { value, on, off } = sdk.evalFeature(key);
    expect({ value, on, off }).toEqual({ value: expected.value, on: expected.on, off: expected.off });
    // Who is assigned by chance is reported, and as what; who is not, is not.
    const { experiment, experimentResult } = expected;
    if (experiment && experimentResult?.hashUsed)
      expect(tracked).toContain(`${experiment.key} ${experimentResult.key}`);
    else if (expected.source === 'defaultValue' && !experiment) expect(tracked).toEqual([]);
    // Who else would have been let in, and who got what instead, stays here.
    expect(JSON.stringify(answer.features)).not.toMatch(/"condition"|"weights":\[.*"force"/);
    for (const { rules = [] } of Object.values(answer.features))
      for (const { tracks = [] } of rules)
        for (const track of tracks)
          for (const [index, variation] of track.experiment.variations.entries())
            if (index !== track.result.variationId) expect(variation).toBeNull();
  });

  test.each(cases.run)('run: %s', (_, context, experiment, value, inExperiment, hashUsed) => {
    const payload = { features: context.features ?? {}, savedGroups: context.savedGroups, experiments: [experiment] };
    const answer = overTheWire(evaluate(payload as FeatureApiResponse, asked(context)));
    const [found] = answer.experiments;
    const result = found && browser(context, answer, () => {}).run(found as Experiment<unknown>);
    expect(result?.inExperiment ?? false).toBe(inExperiment);
    if (inExperiment) expect(result).toMatchObject({ value, hashUsed });
    expect(JSON.stringify(found ?? {})).not.toMatch(/"condition"|"parentConditions"|"namespace"/);
  });
});

describe('a visitor', () => {
  const payload: FeatureApiResponse = {
    features: {
      knop: {
        defaultValue: 'Verder',
        rules: [
          {
            key: 'holdout',
            hashAttribute: 'id',
            hashVersion: 2,
            variations: ['x', 'y'],
            weights: [0, 1],
            meta: [{ key: '0' }, { key: '1', passthrough: true }]
          },
          { condition: { geheim: true }, force: 'Geheim' },
          { key: 'proef', hashAttribute: 'id', hashVersion: 2, variations: ['A', 'B'], weights: [0, 1] }
        ]
      }
    },
    experiments: [
      {
        key: 'pagina',
        hashAttribute: 'id',
        hashVersion: 2,
        condition: { geheim: { $ne: true } },
        urlPatterns: [{ include: true, type: 'simple', pattern: '/start' }],
        variations: [{}, { domMutations: [{ selector: 'h1', action: 'set', attribute: 'html', value: 'Nieuw' }] }],
        weights: [1, 0]
      }
    ]
  };
  const ask = (attributes: Record<string, unknown>, more: Partial<Asked> = {}) =>
    overTheWire(
      evaluate(payload, { ...Asked.parse({ attributes, url: 'https://www.brabant.example/start' }), ...more })
    );

  test('is reported in every test they passed through, also the one that let them go on', () => {
    const { features } = ask({ id: 'v1' });
    expect(features['knop']).toMatchObject({ defaultValue: 'B', rules: [{ force: 'B' }] });
    const tracks = features['knop']?.rules?.[0]?.tracks?.map(({ experiment, result }) => [experiment.key, result.key]);
    expect(tracks).toEqual([
      ['holdout', '1'],
      ['proef', '1']
    ]);
  });

  test('gets a value by condition without being told the condition', () => {
    const { features } = ask({ id: 'v1', geheim: true });
    expect(features['knop']?.defaultValue).toBe('Geheim');
    expect(JSON.stringify(features)).not.toContain('geheim');
  });

  test('keeps what was forced, and is not reported for it', () => {
    const { features } = ask({ id: 'v1' }, { forcedFeatures: [['knop', 'Z']] });
    expect(features['knop']).toEqual({ defaultValue: 'Z' });
    const forced = ask({ id: 'v1' }, { forcedVariations: { proef: 0 } });
    const tracks = forced.features['knop']?.rules?.[0]?.tracks?.map(({ experiment }) => experiment.key);
    expect([forced.features['knop']?.defaultValue, tracks]).toEqual(['A', ['holdout']]);
  });

  test('in the control of a changed page is reported as such, and does not get to see the variant', () => {
    const answer = ask({ id: 'v1' });
    expect(JSON.stringify(answer.experiments)).not.toMatch(/Nieuw|geheim/);
    const tracked: string[] = [];
    new GrowthBook({
      attributes: { id: 'v1' },
      url: 'https://www.brabant.example/start',
      trackingCallback: ({ key }, result) => void tracked.push(`${key} ${result.key}`)
    }).initSync({ payload: answer });
    expect(tracked).toEqual(['pagina 0']);
  });

  test('who is not let in, or is elsewhere, gets no change of a page', () => {
    expect(ask({ id: 'v1', geheim: true }).experiments).toEqual([]);
    expect(ask({ id: 'v1' }, { url: 'https://www.brabant.example/elders' }).experiments).toEqual([]);
    expect(ask({}).experiments).toEqual([]);
  });
});
