/** Runs on a website's page: tells what visitors do, without cookies, without field values and without ever disturbing the page. */
import type { WireEvent } from '#events/event.ts';
import type { Payload, Test, Variant } from './payload.ts';

type Properties = Record<string, unknown>;
type Call = [name: string, properties?: Properties];

interface Page extends Window {
  hoera?: ((...call: Call) => void) & {
    /** What was called before the tracker was there. */
    q?: Call[];
    /** For the editor: shows a variant, of which the page knows nothing. */
    preview?: (variant: Variant) => void;
  };
}

interface Watched extends HTMLElement {
  /** What it said when it was looked at last. */
  hoera?: unknown;
}

/** What is remembered in this browser; all of it is under one name, so that opting out leaves nothing else behind. */
interface Memory {
  visitor?: string;
  /** When the visitor's identifier was made. */
  at?: number;
  session?: string;
  /** When the session was last used. */
  seen?: number;
  /** What the server has not confirmed. */
  queue?: WireEvent[];
  optout?: boolean;
  /** Of experiments: what came from the server last, and by key what is remembered of each. */
  payload?: Payload;
  tests?: Record<string, Test>;
}

export const page = self as Page;
export const script = document.currentScript as HTMLScriptElement;
const calls = page.hoera?.q;
/** Whoever asks not to be followed gets no identifier and no request, and nothing is stored; who only edits neither. */
export const unseen =
  navigator.doNotTrack == '1' ||
  (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ||
  location.hash == '#hoera-edit';

const target = new URL('/collect?key=' + script.dataset['key'], script.src);

/** Nothing that goes wrong here may reach the page: an event less, a page that works. */
export const safe =
  <T extends unknown[], R>(deed: (...given: T) => R) =>
  (...given: T): R | undefined => {
    try {
      return deed(...given);
    } catch {
      // So that nothing is said in the page's console either.
    }
  };
const bare = (address: string) => address.replace(/[?#].*/, '');

// The page's own memory stands in where the browser keeps its storage shut, or nothing may be stored.
const storage = safe(() => unseen || localStorage)() as Storage;
export let memory: Memory = {};
export const remember = safe(() => (storage['hoera'] = JSON.stringify(memory)));

// The name of a blob is a random UUID; crypto.randomUUID would be one too, but exists with https only.
export const newId = () => URL.createObjectURL(new Blob()).slice(-36);

// What waits stands in storage until the server has it: another page of the site sends what this one could not, with
// the same ids, so that nothing counts twice.
export const waiting = () => {
  safe(() => (memory = JSON.parse(storage['hoera']) as Memory))();
  return (memory.queue || []).slice(-200);
};
const drop = (sent: string) => {
  // In two steps: reading makes the memory anew.
  const queue = waiting().filter(({ id }) => !sent.includes(id));
  memory.queue = queue;
  remember();
};

let timer: unknown;
let pause = 500;
const flush = safe(() => {
  const events = waiting();
  const body = JSON.stringify({ sentAt: Date.now(), events });
  timer = events[0];
  if (!timer) return;
  // Nobody looks any more, so the page may be gone before an answer is there.
  if (document.hidden) {
    if (navigator.onLine && navigator.sendBeacon(target, body)) drop(body);
  } else
    fetch(target, { method: 'POST', body })
      .then(({ status, headers }) => {
        // Too many requests, or trouble at the server: it says how long to wait, in seconds.
        if (status > 428) pause = +headers.get('retry-after')! * 500 || pause;
        else {
          // Taken in, or refused for good: offering it again would change nothing.
          drop(body);
          pause = 500;
        }
      })
      // No network: it is tried again. (Any function would do here.)
      .catch(safe)
      .then(() => {
        // Up to five minutes.
        if (pause < 3e5) pause *= 2;
        setTimeout(flush, pause);
      });
});

let organisation: string | undefined;
let url: string | undefined;
let referrer = bare(document.referrer);
export const send = (name: string, properties?: Properties) => {
  const at = Date.now();
  const queue = waiting();
  if (unseen || memory.optout) return;
  // Ninety days.
  if (!(memory.at! > at - 7776e6)) {
    memory.visitor = newId();
    memory.at = at;
  }
  // Half an hour of rest.
  if (!(memory.seen! > at - 18e5)) memory.session = newId();
  memory.seen = at;
  memory.queue = queue;
  queue.push({
    id: newId(),
    name,
    at,
    visitor: memory.visitor,
    session: memory.session,
    organisation,
    url,
    referrer,
    properties
  });
  remember();
  timer ||= setTimeout(flush, 1e3);
};

// Looked at again and again instead of hooked into the page's history: that is the page's own.
export const view = () => {
  // Of a query only campaign tags go along; the rest can hold anything somebody typed.
  const now = bare(location.href) + '?' + location.search.slice(1).replace(/(^|&)(?!utm_)[^&]*/g, '');
  if (now == url) return;
  if (url) {
    abandon();
    referrer = url;
  }
  url = now;
  send('page_view');
};

/** Forms that were begun and not sent. */
let begun: Record<string, unknown> = {};
let form = '';
const tell = (what: string, more?: Properties) => {
  begun[form] = 1;
  send('form_' + what, { form, ...more });
};
const abandon = () => {
  for (form in begun) tell('abandon');
  begun = {};
  form = '';
};
/** Makes the form around an element the current one. */
const turnTo = (element: Element) => {
  const own = element.closest('form');
  // By attribute, because a field called "id" hides the form's own property.
  return own && (form = own.dataset['hoeraForm'] || own.getAttribute('id') || own.getAttribute('name') || 'form');
};
const begin = ({ target }: Event) => {
  if (turnTo(target as Element) && !begun[form]) tell('start');
};
const fail = (element: Element, field: unknown) => {
  turnTo(element);
  if (form) tell('error', { field });
};

const look = () => {
  view();
  document
    .querySelectorAll<Watched>('[role=alert],[data-hoera-error],[data-hoera-step],[data-hoera-event]')
    .forEach((element) => {
      const { hoeraStep: step, hoeraError: field, hoeraEvent } = element.dataset;
      const { top, height } = element.getBoundingClientRect();
      if (hoeraEvent || step) {
        if (height && top < innerHeight && !element.hoera && !element.matches('a,button')) {
          element.hoera = 1;
          turnTo(element);
          if (step) send('form_step', { form, step });
          if (hoeraEvent) send(hoeraEvent);
        }
      } else {
        // Visible words that were not there before; which words never leaves the page.
        const words = height && element.textContent;
        if (words && words != element.hoera) fail(element, field);
        element.hoera = words;
      }
    });
};

const hoera = (page.hoera = safe((name, properties) => {
  view();
  const optout = name == 'optout';
  if (optout || name == 'optin') {
    memory = { optout };
    remember();
  } else {
    if (name == 'identify') {
      organisation = properties!['organisation'] as string;
      properties = {};
    }
    send(name, properties);
  }
}));

const click = ({ target }: Event) => {
  const marked = (target as Element).closest<HTMLElement>('[data-hoera-event]');
  const link = (target as Element).closest('a');
  // Elements of other kinds tell when they come into view.
  if (marked?.matches('a,button')) send(marked.dataset['hoeraEvent']!);
  // Without a host it is a mail address, a telephone number or a script.
  if (link?.host) {
    const to = bare(link.href);
    if (link.download || /\.(pdf|zip|csv|(doc|xls|ppt)x?|od.)$/i.test(to)) send('download', { to });
    else if (link.host != location.host) send('link_outbound', { to });
  }
};
export const on = (type: string, deed: (event: Event) => void) => {
  addEventListener(
    type,
    safe((event) => {
      view();
      deed(event);
    }),
    true
  );
};
on('online', flush);
on('click', click);
on('focusin', begin);
on('invalid', ({ target }) => fail(target as Element, (target as HTMLInputElement).name));
on('submit', (event) => {
  begin(event);
  tell('submit');
  delete begun[form];
});
// A page that is left is hidden after this; one that was hidden already is not told so again.
on('pagehide', () => {
  abandon();
  flush();
});
on('visibilitychange', flush);
safe(view)();
calls?.forEach((call) => hoera(...call));
setInterval(safe(look), 250);
