/**
 * What may be put on somebody's page: text, plain markup and style that can run no script and call nobody else. Each
 * check lists what is allowed and refuses the rest, so that what nobody thought of is refused too.
 */

/** Elements that are parsed as they stand: none of them switches a browser to other rules (script, style, svg, template). */
const ELEMENTS = new Set(
  (
    'a abbr article aside b blockquote br button caption cite code dd del details dfn div dl dt em figcaption figure ' +
    'footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd label li main mark nav ol p q s samp section small span strong ' +
    'sub summary sup table tbody td tfoot th thead time tr u ul var wbr'
  ).split(' ')
);

const ATTRIBUTE =
  /^(?:alt|class|colspan|datetime|dir|disabled|for|height|hidden|href|id|lang|loading|open|placeholder|rel|role|rowspan|scope|src|start|style|tabindex|target|title|type|value|width|aria-[a-z]+|data-[a-z0-9-]+)$/;

/** Attributes whose halves may each be innocent and together not; and of which an end is no address or style by itself. */
const WHOLE = new Set(['href', 'src', 'style']);

const NAME = '(?:\\\\.|[\\w-]|[^\\x00-\\x7f])+';
const WITHIN = `\\[\\s*${NAME}\\s*(?:[~|^$*]?=\\s*(?:"[^"\\\\]*"|'[^'\\\\]*'|${NAME})\\s*[is]?\\s*)?\\]`;
const PSEUDO =
  ':(?:first-child|last-child|only-child|first-of-type|last-of-type|only-of-type|root|nth-(?:last-)?(?:child|of-type)\\(\\s*(?:odd|even|\\d+|\\d*n(?:\\s*\\+\\s*\\d+)?)\\s*\\))';
const COMPOUND = `(?:(\\*|${NAME})?((?:[#.]${NAME}|${WITHIN}|${PSEUDO})+)|(\\*|${NAME}))`;
/** One compound with what joins it to the next. */
const STEP = new RegExp(`${COMPOUND}(\\s*[>+~,]\\s*|\\s+|$)`, 'uy');

/** Elements that steer the page as a whole, or hold other pages. */
const KEPT_OFF = new Set(
  'base embed frame head html iframe link meta noscript object script style template title'.split(' ')
);

/**
 * Why a selector is refused, undefined when it is fine. A selector that a browser cannot read would stop all changes of
 * a page, not only its own; so it has to be of the plain kind that an editor makes.
 */
export function selectorFault(selector: string): string | undefined {
  const text = selector.trim();
  if (text === '' || text.length > 500) return 'een selector heeft 1 tot 500 tekens';
  for (STEP.lastIndex = 0; ;) {
    const step = STEP.exec(text);
    if (!step) return `de selector "${selector}" is niet te lezen`;
    const [, withMore, , alone, join = ''] = step;
    const element = (withMore ?? alone ?? '*').toLowerCase();
    if (KEPT_OFF.has(element)) return `het element <${element}> blijft zoals het is`;
    if (join === '') return undefined;
  }
}

// Addresses are read as a browser reads them: that drops control characters and white space first.
const BASE = 'https://site.invalid/';

/** Why a link may not lead there. */
function linkFault(url: string): string | undefined {
  const parsed = URL.parse(url, BASE);
  const fine = parsed && ['https:', 'http:', 'mailto:', 'tel:'].includes(parsed.protocol);
  return fine ? undefined : `het adres "${url}" mag niet`;
}

/** Why an image may not come from there: whoever serves it sees every visitor. */
function sourceFault(url: string): string | undefined {
  return URL.parse(url, BASE)?.origin === new URL(BASE).origin
    ? undefined
    : `een beeld komt van de site zelf (zoals /beeld.png), niet van "${url}"`;
}

/** Signs may be written as their number in CSS; as a browser reads them. */
const unescaped = (css: string): string =>
  css.replace(/\\(?:([0-9a-f]{1,6})\s?|([^\n]))/gi, (_, number: string | undefined, sign: string | undefined) =>
    number ? String.fromCodePoint(Math.min(parseInt(number, 16), 0x10ffff)) : (sign ?? '')
  );

/**
 * Why a style sheet, or the style of one element, is refused. A sheet that fetches from elsewhere can tell others what
 * somebody types, letter by letter; so it refers to the site itself only.
 */
export function cssFault(css: string): string | undefined {
  const text = unescaped(css);
  if (/<[/!]/.test(text) || text.includes('\0')) return 'in de stijl staat opmaak van een pagina';
  if (/@(?:import|charset|namespace)/i.test(text)) return 'de stijl haalt andere stijlen op';
  if (/(?:image-set|(?<![\w-])(?:src|image|expression))\s*\(/i.test(text))
    return 'in de stijl staat een functie die niet mag';
  const fetched = text.match(/url\(/gi)?.length ?? 0;
  const ours = text.match(/url\(\s*(['"]?)(?!\/\/)[\w./%?=&#-]+\1\s*\)/gi)?.length ?? 0;
  return fetched === ours ? undefined : 'de stijl haalt iets op van buiten de site';
}

/**
 * Why a value of an attribute is refused.
 * @param whole false when the value is put behind what is there
 */
export function attributeFault(name: string, value: string, whole = true): string | undefined {
  if (!ATTRIBUTE.test(name)) return `het kenmerk "${name}" mag niet`;
  if (!whole && WHOLE.has(name)) return `het kenmerk "${name}" wordt in zijn geheel gezet`;
  if (name === 'href') return linkFault(value);
  if (name === 'src') return sourceFault(value);
  return name === 'style' ? cssFault(value) : undefined;
}

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z][\w:.-]*(?:="[^"]*")?)*)\s*\/?>/giy;
const PAIR = /([a-z][\w:.-]*)(?:="([^"]*)")?/gi;

function tagFault(name: string, attributes: string): string | undefined {
  if (!ELEMENTS.has(name.toLowerCase())) return `het element <${name}> mag niet`;
  for (const [, attribute = '', written = ''] of attributes.matchAll(PAIR)) {
    const value = written.replaceAll('&amp;', '&');
    // An address can hide what it is behind the names of signs.
    if (/^(?:href|src|style)$/i.test(attribute) && /&(?:#|[a-z]+;)/i.test(value))
      return `de waarde van "${attribute}" is niet te lezen`;
    const fault = attributeFault(attribute.toLowerCase(), value);
    if (fault) return fault;
  }
  return undefined;
}

/**
 * Why markup is refused, undefined when it is fine. Markup has to be as a browser writes it itself (quoted attributes,
 * no comments): of such text a check and every browser see the same elements.
 */
export function htmlFault(html: string): string | undefined {
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', TAG.lastIndex)) {
    TAG.lastIndex = at;
    const tag = TAG.exec(html);
    if (!tag) return `de opmaak vanaf "${html.slice(at, at + 20)}" is niet te lezen`;
    const fault = tagFault(tag[2] ?? '', tag[3] ?? '');
    if (fault) return fault;
  }
  return html.includes('\0') ? 'er staat een teken in dat niet mag' : undefined;
}
