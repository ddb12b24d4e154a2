/** Makes a variant on the page itself: point at something, say what it becomes, see it, and hand it back to Hoera. */
import type { Mutation, Variant } from './payload.ts';

interface Page extends Window {
  hoera?: { preview?: (variant: Variant) => void };
}

interface Told {
  type?: string;
  changes?: Variant;
  name?: string;
  language?: string;
}

const home = new URL((document.currentScript as HTMLScriptElement).src).origin;
const page = window as Page;

const WORDS = {
  nl: {
    title: 'Variant maken',
    hint: 'Klik aan wat je wilt veranderen, of ga erheen met Tab en druk op Enter.',
    text: 'Tekst',
    attribute: 'Kenmerk',
    value: 'Waarde',
    style: 'Stijl (CSS)',
    apply: 'Pas toe',
    hide: 'Verberg',
    up: 'Omhoog',
    down: 'Omlaag',
    changes: 'Wijzigingen',
    undo: 'Maak ongedaan',
    none: 'Nog niets gewijzigd.',
    save: 'Bewaren'
  },
  en: {
    title: 'Make a variant',
    hint: 'Click what you want to change, or go there with Tab and press Enter.',
    text: 'Text',
    attribute: 'Attribute',
    value: 'Value',
    style: 'Style (CSS)',
    apply: 'Apply',
    hide: 'Hide',
    up: 'Up',
    down: 'Down',
    changes: 'Changes',
    undo: 'Undo',
    none: 'Nothing changed yet.',
    save: 'Save'
  }
};
const ATTRIBUTES = ['href', 'title', 'alt', 'placeholder', 'aria-label'];

const STYLE = `
:host{all:initial;position:fixed;inset:auto 0 0 auto;z-index:2147483647;font:16px/1.5 sans-serif;color:#17262b}
.panel{box-sizing:border-box;width:22rem;max-width:100vw;max-height:80vh;overflow:auto;background:#fff;border:3px solid #12566b;padding:1rem}
h2{font-size:1.1rem;margin:0 0 .5rem}p{margin:0 0 .5rem}label{display:block;font-weight:600;margin:.5rem 0 .2rem}
input,textarea,select{box-sizing:border-box;width:100%;font:inherit;padding:.4rem;border:1px solid #4a5b61}
button{font:inherit;font-weight:600;min-height:44px;padding:.3rem .8rem;margin:.4rem .4rem 0 0;border:2px solid #12566b;background:#fff;color:#0b3d4d;cursor:pointer}
button.main{background:#12566b;color:#fff}:focus-visible{outline:3px solid #b4460f;outline-offset:2px}
ul{padding:0;list-style:none;margin:0}li{border-top:1px solid #cfd6d4;padding:.4rem 0;overflow-wrap:anywhere}code{font-size:.85em}`;

let words = WORDS.nl;
let changes: Mutation[] = [];
let css: string[] = [];
let chosen: Element | undefined;
/** Whether Hoera has said what there is; it says so until it is answered, so perhaps more than once. */
let begun = false;

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The shortest address of an element within the page that finds it and nothing else. */
function selectorOf(element: Element): string {
  const only = (selector: string) => document.querySelectorAll(selector).length === 1;
  const path: string[] = [];
  for (let one: Element | null = element; one && one !== document.documentElement; one = one.parentElement) {
    const id = one.getAttribute('id');
    const name = one.localName;
    if (id && /^[a-z][\w-]*$/i.test(id) && only(`#${id}`)) return [`#${id}`, ...path].join(' > ');
    if (path.length === 0 && only(name)) return name;
    const alike = [...(one.parentElement?.children ?? [])].filter((other) => other.localName === name);
    path.unshift(alike.length > 1 ? `${name}:nth-of-type(${alike.indexOf(one) + 1})` : name);
    const joined = path.join(' > ');
    if (path.length > 1 && only(joined)) return joined;
  }
  return path.join(' > ');
}

const made = (): Variant => ({
  ...(changes.length > 0 ? { domMutations: changes } : {}),
  ...(css.length > 0 ? { css: css.join('\n') } : {})
});
const show = () => page.hoera?.preview?.(made());

const host = document.createElement('div');
const root = host.attachShadow({ mode: 'open' });
const marker = document.createElement('style');
marker.textContent = '[data-hoera-edit]{outline:3px solid #b4460f!important;outline-offset:2px!important}';

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text = '',
  more: Partial<HTMLElementTagNameMap[K]> = {}
): HTMLElementTagNameMap[K] {
  const one = document.createElement(name);
  one.textContent = text;
  return Object.assign(one, more);
}

function field<T extends HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(label: string, control: T): T {
  control.id = `hoera-${label}`;
  const caption = element('label', label);
  caption.htmlFor = control.id;
  panel.append(caption, control);
  return control;
}

const panel = element('section', '', { className: 'panel' });

/** A later change of the same thing takes the place of the earlier. */
function change(mutation: Mutation): void {
  const { selector, attribute } = mutation;
  changes = [...changes.filter((one) => one.selector !== selector || one.attribute !== attribute), mutation];
  show();
  draw();
}

function button(label: string, deed: () => void, className = ''): void {
  panel.append(element('button', label, { onclick: deed, type: 'button', className }));
}

function move(down: boolean): void {
  const parent = chosen?.parentElement;
  const next = down ? chosen?.nextElementSibling?.nextElementSibling : chosen?.previousElementSibling;
  if (!chosen || !parent || (!down && !next)) return;
  change({
    selector: selectorOf(chosen),
    action: 'set',
    attribute: 'position',
    parentSelector: selectorOf(parent),
    ...(next && next !== host ? { insertBeforeSelector: selectorOf(next) } : {})
  });
}

function controls(one: Element): void {
  const selector = selectorOf(one);
  panel.append(element('code', selector));
  // Whoever has only words in it can get other words; an element of several would lose the others.
  if (one.childElementCount === 0) {
    const text = field(words.text, element('textarea', '', { value: one.textContent ?? '', rows: 2 }));
    text.oninput = () => {
      const mutation: Mutation = { selector, action: 'set', attribute: 'html', value: escaped(text.value) };
      changes = [...changes.filter((it) => it.selector !== selector || it.attribute !== 'html'), mutation];
      show();
      list();
    };
  }
  const attribute = field(words.attribute, element('select'));
  for (const name of ATTRIBUTES) attribute.append(element('option', name, { value: name }));
  const value = field(words.value, element('input'));
  const read = () => (value.value = one.getAttribute(attribute.value) ?? '');
  attribute.onchange = read;
  read();
  button(words.apply, () => change({ selector, action: 'set', attribute: attribute.value, value: value.value }));
  const style = field(words.style, element('input', '', { placeholder: 'color: #12566b' }));
  button(`${words.apply} (CSS)`, () => {
    if (style.value.trim() === '') return;
    css = [...css, `${selector}{${style.value.trim()}}`];
    show();
    draw();
  });
  panel.append(element('br'));
  button(words.hide, () => {
    css = [...css, `${selector}{display:none!important}`];
    show();
    draw();
  });
  button(words.up, () => move(false));
  button(words.down, () => move(true));
}

const listed = element('ul');
function list(): void {
  const entry = (text: string, undo: () => void) => {
    const row = element('li', `${text} `);
    row.append(
      element('button', words.undo, {
        type: 'button',
        onclick: () => {
          undo();
          show();
          draw();
        }
      })
    );
    return row;
  };
  listed.replaceChildren(
    ...changes.map((one) =>
      entry(`${one.selector}: ${one.attribute} ${one.value ?? ''}`, () => {
        changes = changes.filter((other) => other !== one);
      })
    ),
    ...css.map((one) =>
      entry(one, () => {
        css = css.filter((other) => other !== one);
      })
    )
  );
  if (!listed.firstChild) listed.append(element('li', words.none));
}

function draw(): void {
  panel.setAttribute('aria-label', words.title);
  panel.replaceChildren(element('h2', words.title), element('p', words.hint));
  if (chosen?.isConnected) controls(chosen);
  panel.append(element('h2', words.changes), listed);
  list();
  button(
    words.save,
    () => {
      // Only Hoera hears it, whoever opened this page.
      (opener as Window).postMessage({ type: 'hoera-variant', changes: made() }, home);
    },
    'main'
  );
}

function choose(one: Element): void {
  chosen?.removeAttribute('data-hoera-edit');
  chosen = one;
  one.setAttribute('data-hoera-edit', '');
  draw();
  root.querySelector<HTMLElement>('textarea,select')?.focus();
}

// On the way down, so that the page does not follow the link or send the form.
const onPage = (event: Event): Element | undefined => {
  const target = event.composedPath()[0];
  return target instanceof Element && !event.composedPath().includes(host) && target !== document.documentElement
    ? target
    : undefined;
};
addEventListener(
  'click',
  (event) => {
    const target = onPage(event);
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    if (begun) choose(target);
  },
  true
);
addEventListener(
  'keydown',
  (event) => {
    const target = onPage(event);
    if (event.key !== 'Enter' || !target || target === document.body) return;
    event.preventDefault();
    if (begun) choose(target);
  },
  true
);
addEventListener('message', ({ origin, data }: MessageEvent<Told>) => {
  if (origin !== home || data?.type !== 'hoera-edit') return;
  (opener as Window).postMessage({ type: 'hoera-editor' }, home);
  // What was made since must not be undone by a repetition.
  if (begun) return;
  begun = true;
  changes = data.changes?.domMutations ?? [];
  css = data.changes?.css ? data.changes.css.split('\n') : [];
  words = data.language === 'en' ? WORDS.en : WORDS.nl;
  document.body.append(host);
  show();
  draw();
});

root.append(element('style', STYLE), panel);
document.head.append(marker);
// What can be read can be chosen, also without a mouse.
document.querySelectorAll('h1,h2,h3,p,li,label,img').forEach((one) => {
  if (!one.hasAttribute('tabindex')) one.setAttribute('tabindex', '0');
});
