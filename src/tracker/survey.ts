/** One question at the bottom of a page, for whoever wants to answer it. */
import type { Payload, Survey, Test } from './payload.ts';

// It stands in the page and sticks to the bottom of the window, so that at the page's end it covers nothing.
const STYLE =
  ':host{all:initial;display:block;position:sticky;bottom:0;z-index:9999}' +
  'div,button{font:16px/1.5 sans-serif;padding:8px 16px;background:#fff;color:#000;border:2px solid}' +
  'div{max-width:600px;margin:16px auto}button{min-height:44px;margin:0 8px 8px 0}';

/** Puts the question on the page. The focus stays where it is; closing, also with Escape, answers nothing. */
const ask = ({ question, answers, thanks }: Survey, answered: (answer: string) => void) => {
  const make = (name: string, text = '') => {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  };
  const host = make('section');
  const box = make('div');
  const words = make('p');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const button = (label: string, deed: () => void) => {
    const made = make('button', label);
    made.onclick = deed;
    box.append(made);
    return made;
  };
  const close = () => host.remove();
  root.append(box);
  box.append(words);
  const buttons = answers.map(({ value, label }) =>
    button(label, () => {
      answered(value);
      words.textContent = thanks;
      buttons.forEach((one) => one.remove());
      last.focus();
    })
  );
  const last = button(/^en/.test(document.documentElement.lang) ? 'Close' : 'Sluiten', close);
  host.setAttribute('aria-label', question);
  words.setAttribute('role', 'status');
  // Without an answer to the browser, which takes "false" for a key that is not to do anything.
  host.onkeydown = ({ key }) => {
    if (key == 'Escape') close();
  };
  document.body.append(host);
  // A moment later, because only what changes is read aloud.
  setTimeout(() => (words.textContent = question), 99);
};

interface Page extends Window {
  hoera?: (name: string, properties: Record<string, unknown>) => void;
}

interface Remembered {
  payload?: Payload;
  tests?: Record<string, Test>;
}

// In milliseconds.
const PAUSE = 5_000;
const NOT_AGAIN = 7_776_000_000;

/** Asks about the first variant that was shown here, a moment after it was, and not again for ninety days. */
const begin = () => {
  try {
    const memory = JSON.parse(localStorage['hoera'] as string) as Remembered;
    const { payload, tests = {} } = memory;
    const survey = payload?.surveys?.find(({ experiment }) => tests[experiment]?.told);
    if (!survey) return;
    const { experiment } = survey;
    const test = tests[experiment]!;
    if (test.asked! > Date.now() - NOT_AGAIN) return;
    test.asked = Date.now();
    localStorage['hoera'] = JSON.stringify(memory);
    ask(survey, (answer) => (window as Page).hoera?.('improvement_answered', { experiment, answer }));
  } catch {
    // A question less, a page that works.
  }
};
setTimeout(begin, PAUSE);
