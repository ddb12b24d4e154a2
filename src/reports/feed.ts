/** Published reports of one part as an Atom feed (RFC 4287); an entry holds the text itself, because who reads it has no account. */
import type { Said } from '#moments/moment.ts';
import { thanksText } from '#moments/thanks.ts';
import { besideText, chosenText, measuredText } from '#reports/rounding.ts';
import type { Correction, Figure, Report, Told } from '#reports/report.ts';
import { reportName, scopeName, tallyText } from '#reports/words.ts';
import { day, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

/** Text for XML and HTML; characters that XML 1.0 does not know are left out. */
const escaped = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** A figure with its interval, what it was, and where it should get, in one line. */
export function figureText(
  { label, amount, absent, previous, before, baseline, goal }: Figure,
  language: Language
): string {
  const locale = { locale: language };
  if (!amount) return `${label[language]}: ${absent?.[language] ?? '–'}`;
  return [
    `${label[language]}: ${measuredText(amount, language)}`,
    amount.of[language],
    previous === undefined || !before ? '' : `${before[language]}: ${besideText(previous, amount, language)}`,
    baseline
      ? `${baseline.label?.[language] ?? m.reports_compared({}, locale)}: ${besideText(baseline.value, amount, language)}`
      : '',
    goal
      ? m.reports_goal_by(
          { value: chosenText(goal.value, amount.unit, language), day: day(goal.day, language) },
          locale
        )
      : ''
  ]
    .filter(Boolean)
    .join('; ');
}

const paragraph = (text: string) => `<p>${escaped(text)}</p>`;
const list = (title: string, lines: readonly string[]) =>
  lines.length === 0
    ? ''
    : `<h2>${escaped(title)}</h2><ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;

function momentText(told: Told, language: Language): string {
  const { what, whom, amount, careful, known, unknown, next } = told;
  const locale = { locale: language };
  const words = [what, whom]
    .map((part: Said) => part[language].trim())
    .filter(Boolean)
    .join(' – ');
  const figure = amount ? ` ${measuredText(amount, language, careful)} ${amount.of[language]}.` : '';
  const after = [
    ...(next[language].trim() ? [`${m.reports_next({}, locale)}: ${next[language].trim()}`] : []),
    `${m.reports_thanks({}, locale)}: ${thanksText(told, language)}`
  ];
  return [`${words}.${figure} ${known[language]} ${unknown[language]}`.trim(), ...after].join(' ');
}

/** A report with what was found wrong with it since. */
type Published = Report & { corrections: readonly Omit<Correction, 'by'>[] };

const changedAt = ({ publishedAt, corrections }: Published): Date => corrections.at(-1)?.at ?? publishedAt;

function contentOf({ content, corrections, example }: Published, language: Language): string {
  const { headline, figures, moments, lessons, tally } = content;
  const locale = { locale: language };
  const ended = tally.won + tally.neutral + tally.lost + tally.abandoned;
  return [
    example ? paragraph(m.reports_example({}, locale)) : '',
    paragraph(headline[language]),
    list(
      m.reports_corrections({}, locale),
      corrections.map(({ text, at }) => `${day(at, language)}: ${text}`)
    ),
    list(
      m.reports_figures({}, locale),
      figures.map((one) => figureText(one, language))
    ),
    list(
      m.reports_moments({}, locale),
      moments.map((one) => momentText(one, language))
    ),
    list(
      m.reports_lessons({}, locale),
      lessons.map((one) => momentText(one, language))
    ),
    ended === 0 ? '' : paragraph(tallyText(tally, language))
  ].join('');
}

/**
 * A whole feed, valid without any report too.
 * @param self address of the feed
 * @param began when the feed was made, which is its age as long as it is empty
 */
export function atom(
  published: readonly Published[],
  { scope, self, began, language, id }: { scope: string; self: string; began: Date; language: Language; id: string }
): string {
  const locale = { locale: language };
  const newest = published.map(changedAt).reduce((latest, at) => (at > latest ? at : latest), began);
  const entries = published.map(
    (report) => `  <entry>
    <id>urn:uuid:${report.id}</id>
    <title>${escaped(reportName(report, language))}</title>
    <updated>${changedAt(report).toISOString()}</updated>
    <published>${report.publishedAt.toISOString()}</published>
    <summary>${escaped(report.content.headline[language])}</summary>
    <content type="html">${escaped(contentOf(report, language))}</content>
  </entry>`
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
  <id>urn:uuid:${id}</id>
  <title>${escaped(m.reports_feed_title({ scope: scopeName(scope, language) }, locale))}</title>
  <updated>${newest.toISOString()}</updated>
  <link rel="self" type="application/atom+xml" href="${escaped(self)}"/>
  <author><name>${escaped(m.app_name({}, locale))}</name></author>
${entries.join('\n')}
</feed>
`;
}
