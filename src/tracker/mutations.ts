/** Changes a page as variants say, also where elements come later, and takes back what no longer holds. */
import type { Mutation, Variant } from './payload.ts';
import { safe } from './tracker.ts';

/** A change that was made to an element. */
interface Done {
  change: Mutation;
  element: Element;
  stands: () => boolean;
  undo: () => void;
  /** Whether it stood when all changes were made, and was not covered by another. */
  stood?: boolean;
}

let sheet: CSSStyleSheet | undefined;
let held: Mutation[] = [];
let known: string | undefined;
let done: Done[] = [];

const find = (selector: string) => document.querySelector(selector)!;

/** Throws where the page does not allow it or the place to move to is not there; it is tried again later. */
const make = (change: Mutation, element: Element): Done => {
  const { action, attribute, value = '', parentSelector, insertBeforeSelector } = change;
  const more = action == 'append';
  if (attribute == 'html') {
    const own = [...element.childNodes];
    if (more) element.insertAdjacentHTML('beforeend', value);
    else element.innerHTML = value;
    const ours = [...element.childNodes].filter((node) => !own.includes(node));
    return {
      change,
      element,
      stands: () => !ours[0] || ours.some(({ parentNode }) => parentNode == element),
      // The page's own nodes come back themselves, with whatever listens to them.
      undo: () => {
        ours.forEach((node) => node.remove());
        if (!more) element.prepend(...own);
      }
    };
  }
  if (attribute == 'position') {
    const { parentNode, nextSibling } = element;
    if (insertBeforeSelector) find(insertBeforeSelector).before(element);
    else find(parentSelector!).append(element);
    const now = element.parentNode;
    return {
      change,
      element,
      stands: () => element.parentNode == now,
      undo: () => parentNode!.insertBefore(element, nextSibling?.parentNode == parentNode ? nextSibling : null)
    };
  }
  const own = element.getAttribute(attribute);
  const set = (words: string | null) =>
    words == null ? element.removeAttribute(attribute) : element.setAttribute(attribute, words);
  if (attribute == 'class' && action != 'set') element.classList[more ? 'add' : 'remove'](value);
  else set(action == 'remove' ? null : more ? (own || '') + value : value);
  const now = element.getAttribute(attribute);
  return { change, element, stands: () => element.getAttribute(attribute) == now, undo: () => set(own) };
};

/** Backwards, so that what is on top goes first; what the page itself replaced since stays as it is. */
const undo = () => {
  done.reverse().forEach(safe((one: Done) => one.stands() && one.undo()));
  done = [];
};

/** Looks for elements that came, and for what the page took away again. */
export const refresh = () => {
  if (done.some(({ stood, stands }) => stood && !stands())) undo();
  held.forEach(
    safe((change: Mutation) => {
      const { selector, attribute } = change;
      // What is moved or counted is one element: after the change another one can stand where it stood.
      const only = attribute == 'position' || selector.includes(':nth');
      for (const element of document.querySelectorAll(selector)) {
        if (!done.some((one) => one.change == change && (one.element == element || (only && one.element.isConnected))))
          done.push(make(change, element));
      }
    })
  );
  for (const one of done) one.stood = one.stands();
};

/**
 * Shows these variants and no others; returns which attributes they change. Throws in a browser without style sheets of
 * its own making: a page may forbid <style>, and nobody gets half a variant.
 */
export const show = (variants: Variant[], css: string): string[] => {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  sheet.replaceSync(css + variants.map((variant) => variant.css || '').join('\n'));
  const changes = variants.flatMap(({ domMutations }) => domMutations || []);
  if (known != (known = JSON.stringify(changes))) {
    undo();
    held = changes;
  }
  refresh();
  return held.map(({ attribute }) => attribute);
};
