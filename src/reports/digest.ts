/** The report as a mail: a subject, HTML that needs nothing from elsewhere, and plain text that says the same. */
import { outline, type Block, type Correction, type Line, type Outline } from '#reports/outline.ts';
import type { Report } from '#reports/report.ts';
import { day, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** Who gets it, and where they find more. */
export interface Reader {
  /** Public address of this installation, as in https://hoera.example.nl. */
  origin: string;
  /** Secret word of the address by which they end it. */
  token: string;
  /** Who put them on the list; undefined where they did so themselves. */
  addedBy: string | undefined;
  since: Date;
}

export interface Digest {
  subject: string;
  html: string;
  text: string;
}

/** Longer subjects are cut off by what shows them. */
const SUBJECT = 120;

export const unsubscribeAddress = ({ origin, token }: Pick<Reader, 'origin' | 'token'>): string =>
  `${origin}/unsubscribe/${token}`;

/** What a report, or a try of one, says to somebody; it can be read in whole without an account. */
export function digest(
  report: Report,
  corrections: readonly Correction[],
  language: Language,
  reader: Reader,
  { isTry = false } = {}
): Digest {
  const locale = { locale: language };
  const said = outline(report, corrections, language);
  const mark = isTry ? m.sending_subject_try({}, locale) : report.example ? m.sending_subject_example({}, locale) : '';
  const note = [
    ...(isTry ? [m.sending_try_note({}, locale)] : []),
    reader.addedBy === undefined
      ? m.sending_why_self({ day: day(reader.since, language) }, locale)
      : m.sending_why_other({ name: reader.addedBy, day: day(reader.since, language) }, locale),
    m.sending_forward_note({}, locale)
  ];
  const links: Line[] = [
    // A try is of no report that could be opened.
    ...(isTry ? [] : [{ text: m.sending_open({}, locale), href: `${reader.origin}/reports/${report.id}` }]),
    { text: m.sending_end({}, locale), href: unsubscribeAddress(reader) }
  ];
  const kept = m.sending_kept({ id: report.id, digest: report.digest.slice(0, 12) }, locale);
  const footer = [...note, ...(isTry ? [] : [kept])];
  return {
    subject: shortened(oneLine([mark, said.title, said.headline].filter(Boolean).join(' · ')), SUBJECT),
    html: page(said, footer, links, reader.origin, language),
    text: plain(said, footer, links, reader.origin)
  };
}

// eslint-disable-next-line no-control-regex
const BREAKS = /[\s\u0000-\u001f\u007f\u2028\u2029]+/g;

/** A subject is one line; what breaks a line could begin another header. */
export const oneLine = (text: string): string => text.toWellFormed().replace(BREAKS, ' ').trim();

export function shortened(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length
    ? text
    : `${letters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

/** Text as it stands in HTML, between tags and in attributes; characters that no document may have go out. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

const INK = '#17262b';
const SOFT = '#4a5b61';
const CELL = 'padding:6px 8px 6px 0;border-bottom:1px solid #cfd6d4;text-align:left;vertical-align:top;font-size:15px;';
const LINK = 'color:#12566b;text-decoration:underline;';

const link = (href: string, text: string) => `<a href="${escaped(href)}" style="${LINK}">${escaped(text)}</a>`;

function lineHtml({ label, text, href }: Line, origin: string): string {
  const address = href && (href.startsWith('/') ? origin + href : href);
  if (label === undefined) return address ? link(address, text) : escaped(text);
  const head = address ? link(address, label) : `<strong>${escaped(label)}</strong>`;
  return `${head}: ${escaped(text)}`;
}

const listHtml = (lines: readonly Line[], origin: string) =>
  `<ul style="margin:0 0 12px;padding:0 0 0 20px;">${lines
    .map((line) => `<li style="margin:0 0 4px;">${lineHtml(line, origin)}</li>`)
    .join('')}</ul>`;

function blockHtml(block: Block, origin: string): string {
  switch (block.kind) {
    case 'heading':
      return `<h2 style="margin:28px 0 8px;font-size:19px;line-height:1.3;color:#0b3d4d;">${escaped(block.text)}</h2>`;
    case 'text':
      return `<p style="margin:0 0 12px;">${block.strong ? `<strong>${escaped(block.text)}</strong>` : escaped(block.text)}</p>`;
    case 'list':
      return listHtml(block.lines, origin);
    case 'story':
      return (
        `<h3 style="margin:16px 0 6px;font-size:17px;line-height:1.35;color:${INK};">${escaped(block.title)}</h3>` +
        listHtml(block.lines, origin)
      );
    case 'table': {
      const head = block.columns
        .map((column) => `<th scope="col" style="${CELL}border-bottom:2px solid #76868a;">${escaped(column)}</th>`)
        .join('');
      const rows = block.rows.map(({ cells: [first = '', ...rest], under, href }) => {
        const name = href ? link(origin + href, first) : escaped(first);
        const small = under
          ? `<br /><span style="font-weight:normal;font-size:13px;color:${SOFT};">${escaped(under)}</span>`
          : '';
        return `<tr><th scope="row" style="${CELL}">${name}${small}</th>${rest
          .map((cell) => `<td style="${CELL}">${escaped(cell)}</td>`)
          .join('')}</tr>`;
      });
      return (
        '<table style="border-collapse:collapse;width:100%;margin:0 0 12px;">' +
        `<caption style="text-align:left;padding:0 0 4px;color:${SOFT};">${escaped(block.caption)}</caption>` +
        `<thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
      );
    }
  }
}

/** Everything inline: mail programs drop style sheets, and Word, with which Outlook draws, knows little more than this. */
function page(
  { title, headline, blocks }: Outline,
  footer: readonly string[],
  links: readonly Line[],
  origin: string,
  language: Language
): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light" />
<title>${escaped(oneLine(title))}</title>
</head>
<body style="margin:0;padding:0;background:#ffffff;color:${INK};">
<div lang="${language}" style="max-width:640px;margin:0 auto;padding:16px;font-family:'Segoe UI',Arial,sans-serif;font-size:16px;line-height:1.5;color:${INK};overflow-wrap:break-word;word-break:break-word;">
<main>
<p style="margin:0 0 4px;color:${SOFT};">${escaped(title)}</p>
<h1 style="margin:0 0 16px;font-size:24px;line-height:1.25;color:#0b3d4d;">${escaped(headline)}</h1>
${blocks.map((block) => blockHtml(block, origin)).join('\n')}
</main>
<footer style="margin:28px 0 0;padding:12px 0 0;border-top:1px solid #cfd6d4;font-size:14px;color:${SOFT};">
${footer.map((text) => `<p style="margin:0 0 8px;">${escaped(text)}</p>`).join('\n')}
${links.map((line) => `<p style="margin:0 0 8px;">${lineHtml(line, origin)}</p>`).join('\n')}
</footer>
</div>
</body>
</html>
`;
}

/** Text of others may not look like a heading or a rule of ours: it stays on its own line. */
const lineText = ({ label, text, href }: Line, origin: string): string =>
  [
    label === undefined ? oneLine(text) : `${oneLine(label)}: ${oneLine(text)}`,
    ...(href ? [`  ${href.startsWith('/') ? origin + href : href}`] : [])
  ].join('\n');

const listText = (lines: readonly Line[], origin: string) =>
  lines.map((line) => `- ${lineText(line, origin)}`).join('\n');

function blockText(block: Block, origin: string): string {
  switch (block.kind) {
    case 'heading':
      return `\n${oneLine(block.text).toUpperCase()}`;
    case 'text':
      return oneLine(block.text);
    case 'list':
      return listText(block.lines, origin);
    case 'story':
      return `* ${oneLine(block.title)}\n${listText(block.lines, origin)}`;
    case 'table':
      return [
        `${oneLine(block.caption)}:`,
        ...block.rows.map(({ cells: [first = '', ...rest], under, href }) =>
          [
            `- ${oneLine(first)}`,
            ...rest.map((cell, index) => `  ${oneLine(block.columns[index + 1] ?? '')}: ${oneLine(cell)}`),
            ...(under ? [`  ${oneLine(under)}`] : []),
            ...(href ? [`  ${origin}${href}`] : [])
          ].join('\n')
        )
      ].join('\n');
  }
}

function plain(
  { title, headline, blocks }: Outline,
  footer: readonly string[],
  links: readonly Line[],
  origin: string
): string {
  return [
    oneLine(title),
    '',
    oneLine(headline),
    '',
    ...blocks.map((block) => blockText(block, origin)),
    '',
    // RFC 3676 section 4.3: what follows is not part of what is said.
    '-- ',
    ...footer.map(oneLine),
    ...links.map((line) => lineText(line, origin)),
    ''
  ].join('\n');
}
