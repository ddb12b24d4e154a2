import { describe, expect, test } from 'vitest';
import { attributeFault, cssFault, htmlFault, selectorFault } from '#interventions/safety.ts';
import { fc } from '../property.ts';

describe('markup', () => {
  test.each([
    'Vraag een Berichtenbox aan',
    'Tom &amp; Jerry &lt;b&gt;',
    'a > b en 3 &lt; 4',
    '<strong class="groot">Nieuw</strong><br>regel',
    '<a href="https://www.kvk.nl/?a=1&amp;b=2" target="_blank" rel="noopener">KvK</a>',
    '<a href="/aanvragen">aanvragen</a> <a href="mailto:post@brabant.example">mail</a> <a href="tel:0736812812">bel</a>',
    '<img src="/beeld/box.png" alt="Een box" width="40">',
    '<p style="color: #12566b; background: url(/achtergrond.png)" data-hoera-step="aanvragen" aria-hidden="true">x</p>',
    '<button type="button" disabled="">Verder</button>'
  ])('takes %s', (html) => expect(htmlFault(html)).toBeUndefined());

  // Ways in which markup came to run scripts elsewhere (OWASP XSS Filter Evasion Cheat Sheet), and what steers a page.
  test.each([
    '<script>alert(1)</script>',
    '<SCRIPT src="https://x.example/a.js"></SCRIPT>',
    '<img src="x" onerror="alert(1)">',
    '<img src=x onerror=alert(1)>',
    '<img/src="x"/onerror="alert(1)">',
    '<p onclick="alert(1)">x</p>',
    '<p ONCLICK="alert(1)">x</p>',
    '<svg onload="alert(1)"></svg>',
    '<svg><style><img src="</style><img src=x onerror=alert(1)>"></svg>',
    '<math><mi>x</mi></math>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&#115;cript:alert(1)">x</a>',
    '<a href="javascript&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<iframe src="/"></iframe>',
    '<object data="/x"></object>',
    '<embed src="/x">',
    '<base href="https://x.example/">',
    '<form action="https://x.example/"><input name="wachtwoord"></form>',
    '<button formaction="https://x.example/">x</button>',
    '<style>*{background:url(//x.example)}</style>',
    '<link rel="stylesheet" href="https://x.example/a.css">',
    '<meta http-equiv="refresh" content="0;url=https://x.example">',
    '<template><p>x</p></template>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<img src="https://x.example/pixel.gif" alt="">',
    '<img src="//x.example/pixel.gif" alt="">',
    '<img srcset="https://x.example/a 2x" alt="">',
    '<p style="background:url(https://x.example/a)">x</p>',
    '<p style="background:u\\72l(https://x.example/a)">x</p>',
    '<!-- x --><p>x</p>',
    '<![CDATA[x]]>',
    '<p',
    '<p title="x',
    'x < y',
    '<p title=">x'
  ])('refuses %s', (html) => expect(htmlFault(html)).toEqual(expect.any(String)));

  test('nothing that is taken has a tag outside the list, or one of its attributes', () => {
    const piece = fc.constantFrom(
      ...[
        '<',
        '>',
        '/',
        '"',
        ' ',
        '=',
        'p',
        'script',
        'img',
        'a',
        'href',
        'onclick',
        'src',
        'javascript:',
        'x',
        '&#',
        ';',
        '\t'
      ]
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const html = pieces.join('');
        if (htmlFault(html) === undefined) {
          expect(html).not.toMatch(/<\s*script|<[^>]*\son/i);
          expect(html.replace(/<[^>"]*(?:"[^"]*"[^>"]*)*>/g, '')).not.toContain('<');
        }
      }),
      { numRuns: 5_000 }
    );
  });
});

describe('style', () => {
  test.each([
    '.knop { color: red } @media (width > 600px) { .knop > a { content: "\\201C" } }',
    '.a { background: url("/beeld/a.png") no-repeat, url(../b.svg) } .b { filter: url(#schaduw) }',
    'html { scroll-behavior: smooth }',
    '.background-image { --src: 1 }'
  ])('takes %s', (css) => expect(cssFault(css)).toBeUndefined());

  test.each([
    '@import "https://x.example/a.css";',
    '@\\69mport "https://x.example/a.css";',
    'input[value^="a"] { background: url(https://x.example/a) }',
    'a { background: url(//x.example/a) }',
    'a { background: url( "//x.example/a" ) }',
    'a { background: URL(https:x) }',
    'a { background: \\75rl(https://x.example/a) }',
    'a { content: "/*"; background: url(//x.example/a); color: "*/" }',
    'a { background: image-set("https://x.example/a" 1x) }',
    'a { background: -webkit-image-set("https://x.example/a" 1x) }',
    'a { background: url(/\\\\x.example/a) }',
    'a { background: src("https://x.example/a") }',
    'a { width: expression(alert(1)) }',
    'a { background: url(data:image/svg+xml,<svg></svg>) }',
    '</style><script>alert(1)</script>'
  ])('refuses %s', (css) => expect(cssFault(css)).toEqual(expect.any(String)));
});

describe('selectors', () => {
  test.each([
    'h1',
    '#aanvragen',
    'main > .kaart:nth-child(2) a[href="/x"]',
    'ul li:last-child, ol li:first-of-type',
    '*',
    'body .link-lijst .script',
    "button[data-x='y' i]",
    '.\\31 0-kolom ~ p + p',
    ':root .x'
  ])('takes %s', (selector) => expect(selectorFault(selector)).toBeUndefined());

  test.each([
    '',
    ' ',
    'script',
    'head > *',
    'body base',
    'a >',
    '> a',
    'a,,b',
    'a[href',
    'a:has(b)',
    'a{}',
    'p:nth-child(',
    '#1x y(',
    'IFRAME.x',
    'a::before'
  ])('refuses "%s"', (selector) => expect(selectorFault(selector)).toEqual(expect.any(String)));
});

describe('attributes', () => {
  test.each([
    ['href', '/x', true],
    ['style', 'color: red', true],
    ['aria-label', 'Aanvragen', false],
    ['title', 'javascript:x', true]
  ])('takes %s="%s"', (name, value, whole) => expect(attributeFault(name, value, whole)).toBeUndefined());

  test.each([
    ['onclick', 'alert(1)', true],
    ['href', 'javascript:alert(1)', true],
    ['href', ':alert(1)', false],
    ['style', 'background: url(//x.example)', true],
    ['style', 'l(//x.example)', false],
    ['srcdoc', '<p>x</p>', true],
    ['action', 'https://x.example', true],
    ['src', 'https://x.example/a.js', true],
    ['ONCLICK', 'alert(1)', true],
    ['xlink:href', 'javascript:alert(1)', true]
  ])('refuses %s="%s"', (name, value, whole) => expect(attributeFault(name, value, whole)).toEqual(expect.any(String)));
});
