/**
 * GrowthBook's own SDK, unmodified, as a site uses it: in a process of its own, because Node has EventSource behind a flag.
 * Arguments: address, key, and what uses it: `browser` (with sticky buckets), `remote` (evaluated by the server) or
 * `server` (many visitors). Prints a line of JSON at the start and after every update it gets.
 */
import {
  GrowthBook,
  GrowthBookClient,
  LocalStorageStickyBucketService,
  type Plugin,
  type UserScopedGrowthBook
} from '@growthbook/growthbook';
import { growthbookTrackingPlugin } from '@growthbook/growthbook/plugins';

const [apiHost = '', clientKey = '', kind = 'browser'] = process.argv.slice(2);
const FEATURE = 'knop.tekst';
const VISITORS = 200;

const say = (what: object) => console.log(JSON.stringify(what));
const tracking = (): Plugin => growthbookTrackingPlugin({ ingestorHost: apiHost, queueFlushInterval: 20 });

if (kind === 'server') {
  const client = new GrowthBookClient({ apiHost, clientKey, plugins: [tracking()] });
  const { source, success } = await client.init({ streaming: true, timeout: 5_000 });
  const visitors: UserScopedGrowthBook[] = Array.from({ length: VISITORS }, (_, index) =>
    client.createScopedInstance({
      attributes: { id: `v${index}`, email: 'jan@bedrijf.example' },
      url: 'https://www.brabant.example/start?naam=jan'
    })
  );
  let version = '';
  const look = () => {
    const { dateUpdated = '' } = client.getPayload();
    if (dateUpdated === version) return;
    version = dateUpdated;
    say({
      source,
      success,
      dateUpdated,
      values: visitors.map((visitor) => visitor.getFeatureValue(FEATURE, 'terugval'))
    });
  };
  setInterval(look, 2);
} else {
  const stored = new Map<string, string>();
  const sdk: GrowthBook = new GrowthBook({
    apiHost,
    clientKey,
    attributes: { id: 'v1', organisation: '99000001' },
    url: 'https://www.brabant.example/start',
    plugins: [tracking()],
    trackingCallback: ({ key }, { key: variation, stickyBucketUsed }) =>
      say({ tracked: key, variation, stickyBucketUsed }),
    ...(kind === 'remote'
      ? { remoteEval: true }
      : {
          stickyBucketService: new LocalStorageStickyBucketService({
            localStorage: {
              getItem: (name) => stored.get(name) ?? null,
              setItem: (name, value) => void stored.set(name, value)
            }
          })
        }),
    renderer: () => say({ dateUpdated: sdk.getPayload().dateUpdated, value: sdk.getFeatureValue(FEATURE, 'terugval') })
  });
  const { source, success } = await sdk.init({ streaming: true, timeout: 5_000 });
  say({ source, success, features: Object.keys(sdk.getFeatures()) });
}
