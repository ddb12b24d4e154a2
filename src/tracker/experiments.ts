/** The tracker for pages that take part in experiments: every visitor sees the variant that chance gives, without cookies. */
import { isTargeted, variationOf, withQuery } from '#experiments/assignment.ts';
import { holds } from './condition.ts';
import { refresh, show } from './mutations.ts';
import type { PageExperiment, Payload, Variant } from './payload.ts';
import { memory, newId, on, page, remember, safe, script, send, unseen, view, waiting } from './tracker.ts';

const address = (path: string) => new URL(path + script.dataset['key'], script.src);
const timeout = +(script.dataset['hoeraTimeout'] || 300);

let payload: Payload = {};
let preview: Variant = {};
let target: string | undefined;
let extra: HTMLScriptElement | undefined;
/** Where the page was and whether the visitor opted out, when it was last found out what to show. */
let state: string;
/** Until when tests may start: not on a page that is seen already, because nobody may see the change. */
let until: number;
const started: Record<string, unknown> = {};

const evaluate = () => {
  if (target) return;
  const { href } = location;
  const now = Date.now();
  waiting();
  if (state != (state = href + memory.optout)) until = now + timeout;
  const followed = !(unseen || memory.optout);
  const { experiments = [], surveys } = payload;
  const tests = (memory.tests ||= {});
  const testOf = (name: string) => (tests[name] ||= { of: memory.at });
  for (const name in tests) {
    // Before it is known what there is, nothing is known to be gone.
    if (tests[name]!.of != memory.at || (payload.at && !JSON.stringify(payload).includes(JSON.stringify(name))))
      delete tests[name];
  }
  const variants: Variant[] = [];
  experiments.some(
    safe((experiment: PageExperiment) => {
      const { key, variations, urlPatterns, condition, force, meta } = experiment;
      const fixed = variations[1] ? force : 0;
      const isTest = fixed == null;
      if (
        experiment.parentConditions ||
        (isTest && !(followed && (now < until || started[key]))) ||
        !isTargeted(href, urlPatterns) ||
        (condition && !holds(condition))
      )
        return;
      const drawn = variationOf(experiment, (seed, attribute = 'id') =>
        !followed ? '?' : isTest && attribute != 'id' ? '' : (testOf(seed).lot ||= newId())
      );
      const variant = variations[drawn < 0 ? drawn : (fixed ?? drawn)];
      if (!variant) return;
      const { urlRedirect } = variant;
      const test = testOf(key);
      if (isTest) {
        const variation = meta?.[drawn]?.key || drawn + '';
        started[key] = 1;
        if (test.told != (test.told = memory.session + variation))
          send('experiment_viewed', { experiment: key, variation, unit: 'visitor' });
      }
      if (urlRedirect) {
        const to = experiment.persistQueryString ? withQuery(urlRedirect, href) : urlRedirect;
        // Two tests that lead to each other's pages must not keep a visitor running.
        if (!isTargeted(to, urlPatterns) && !(test.at! > now - 5e3)) target = to;
      }
      test.at = now;
      variants.push(variant);
      // Whoever is in a test of pages is in no further one, also with the page as it was.
      return variations.some((one) => one.urlRedirect);
    })
  );
  // From now on the page is seen as it is.
  if (payload.at) until = 0;
  if (followed) {
    memory.tests = tests;
    memory.payload = payload;
    remember();
  }
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: show(
      [...variants, preview],
      // Ends by itself, whatever happens. Who comes late hides nothing that is seen already.
      target || !(payload.at || document.body)
        ? `@keyframes hoera{0%,to{visibility:hidden}}html{animation:hoera ${timeout}ms!important}`
        : ''
    )
  });
  if (target) location.replace(target);
  const more = location.hash == '#hoera-edit' ? opener && 'editor' : followed && surveys?.[0] && 'survey';
  if (more && !extra) {
    extra = document.createElement('script');
    extra.src = address(`/${more}.js?`).href;
    extra.nonce = script.nonce;
    document.head.append(extra);
  }
};

let rounds = 0;
const look = safe(() => {
  if (state != location.href + memory.optout) {
    // What is seen at an address is told of with that address.
    view();
    evaluate();
  }
  // A page that undoes every change at once must not be held up by it.
  if (rounds++ < 50) refresh();
});
const observer = new MutationObserver(look);

const take = (given: Payload) => {
  given.at = Date.now();
  payload = given;
  evaluate();
};
const load = () => {
  const before = payload;
  fetch(address('/api/features/'), { cache: 'no-cache' })
    .then(async (answer) => {
      const given = (await answer.json()) as Payload;
      // What was sent meanwhile is newer.
      if (answer.ok && before == payload) take(given);
    })
    .catch(safe);
};

let stream: EventSource | undefined;
let opened = 0;
const listen = safe(() => {
  stream?.close();
  // A browser opens few connections to one server; pages that nobody looks at need none.
  if (document.hidden) return;
  stream = new EventSource(address('/sub/'));
  stream.addEventListener(
    'features',
    safe(({ data }) => take(JSON.parse(data as string) as Payload))
  );
  // Something may have come while it was closed.
  stream.onopen = () => opened++ && load();
  stream.onerror = () => stream!.readyState > 1 && setTimeout(listen, 6e4);
});

safe(() => {
  page.hoera!.preview = (variant) => {
    preview = variant;
    evaluate();
  };
  waiting();
  if ((memory.payload?.at || 0) > Date.now() - 144e5) payload = memory.payload!;
  evaluate();
  load();
  listen();
  on('visibilitychange', listen);
  setInterval(() => {
    rounds = 0;
    look();
  }, 250);
})();
