/**
 * The report as a message in a chat: Teams, Mattermost and Slack, each in the form that its makers document. A message is short: what is
 * counted, what was a hurrah and what was learned, as prominently, and where the whole report is.
 */
import { outline, type Correction } from '#reports/outline.ts';
import { oneLine, shortened } from '#reports/digest.ts';
import type { Report, Told } from '#reports/report.ts';
import { measuredText } from '#reports/rounding.ts';
import type { Channel } from '#reports/subscription.ts';
import { day, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** The rest of a list is in the report. */
const MOST = 5;
const FIGURES = 10;
/** Characters of one line: all of them together stay under the 28 KB that Teams takes, and under what Slack takes in one block. */
const LINE = 240;

interface Short {
  title: string;
  headline: string;
  /** Before everything else: that it is a try, that the data is invented, what was set right. */
  notes: string[];
  figures: { label: string; text: string }[];
  sections: { heading: string; lines: string[] }[];
  more: { text: string; href: string } | undefined;
}

const line = (text: string): string => shortened(oneLine(text), LINE);

function listed<T>(all: readonly T[], said: (one: T) => string, none: string, language: Language): string[] {
  if (all.length === 0) return [none];
  const lines = all.slice(0, MOST).map((one) => line(said(one)));
  return all.length > MOST ? [...lines, m.sending_and_more({ n: all.length - MOST }, { locale: language })] : lines;
}

function short(
  report: Report,
  corrections: readonly Correction[],
  language: Language,
  { origin, isTry }: { origin: string; isTry: boolean }
): Short {
  const locale = { locale: language };
  const { content } = report;
  const { title, headline } = outline(report, corrections, language);
  const told = ({ what, amount, careful }: Told) =>
    amount ? `${what[language]}: ${measuredText(amount, language, careful)}` : what[language];
  return {
    title: line(title),
    headline: line(headline),
    notes: [
      ...(isTry ? [m.sending_try_note({}, locale)] : []),
      ...(report.example ? [m.sending_digest_example({}, locale)] : []),
      ...corrections
        .slice(0, 3)
        .map(({ text, at }) => line(m.sending_chat_correction({ day: day(at, language), text }, locale)))
    ],
    figures: content.figures.slice(0, FIGURES).map(({ label, amount, absent }) => ({
      label: shortened(oneLine(label[language]), 100),
      text: line(amount ? measuredText(amount, language) : (absent?.[language] ?? m.sending_figure_unknown({}, locale)))
    })),
    sections: [
      {
        heading: m.sending_digest_moments({}, locale),
        lines: listed(content.moments, told, m.sending_digest_no_moments({}, locale), language)
      },
      {
        heading: m.sending_digest_lessons({}, locale),
        lines: listed(content.lessons, told, m.sending_digest_no_lessons({}, locale), language)
      },
      {
        heading: m.sending_digest_waiting({}, locale),
        lines: listed(
          content.waiting,
          ({ title: name, state }) => `${name}: ${state[language]}`,
          m.sending_digest_no_waiting({}, locale),
          language
        )
      }
    ],
    more: isTry ? undefined : { text: m.sending_open({}, locale), href: `${origin}/reports/${report.id}` }
  };
}

/**
 * Slack, section "Escaping text" of "Formatting text for app surfaces": these three signs, and nothing else, are escaped. With `verbatim`
 * names and addresses in it stay text; `<!channel>` and links can no longer begin.
 */
const forSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Incoming webhook with blocks (Block Kit): header at most 150 characters, section 3,000, 50 blocks. */
function slack({ title, headline, notes, figures, sections, more }: Short): unknown {
  const section = (text: string) => ({
    type: 'section',
    text: { type: 'mrkdwn', verbatim: true, text: shortened(text, 3_000) }
  });
  const lines = (all: readonly string[]) => all.map((one) => `• ${forSlack(one)}`).join('\n');
  return {
    // What a notification shows, and who hears the message read out.
    text: forSlack(`${title}: ${headline}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', emoji: false, text: shortened(title, 150) } },
      section(`*${forSlack(headline)}*`),
      ...notes.map((note) => section(forSlack(note))),
      ...(figures.length === 0
        ? []
        : [section(figures.map(({ label, text }) => `• ${forSlack(label)}: ${forSlack(text)}`).join('\n'))]),
      ...sections.map(({ heading, lines: all }) => section(`*${forSlack(heading)}*\n${lines(all)}`)),
      // The text of a link may hold no sign that ends it; the address is one of ours.
      ...(more ? [section(`<${forSlack(encodeURI(decodeURI(more.href)))}|${forSlack(more.text)}>`)] : [])
    ],
    unfurl_links: false,
    unfurl_media: false
  };
}

/**
 * Markdown as Mattermost has it (GitHub's, section 2.4 "Backslash escapes"): every ASCII sign that could mean something. A name after an @
 * would call everybody, also when escaped: a word joiner, which is not seen, keeps it from being a name.
 */
const forMattermost = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]()#+\-.!|~>:]/g, (sign) => `\\${sign}`)
    .replaceAll('<', '&lt;')
    .replaceAll('@', '@\u2060');

/** Incoming webhook with a message attachment; a post holds 16,383 characters. */
function mattermost({ title, headline, notes, figures, sections, more }: Short): unknown {
  const lines = (all: readonly string[]) => all.map((one) => `- ${forMattermost(one)}`).join('\n');
  return {
    attachments: [
      {
        fallback: `${title}: ${headline}`,
        color: '#12566b',
        title,
        ...(more ? { title_link: more.href } : {}),
        text: [
          `**${forMattermost(headline)}**`,
          ...notes.map(forMattermost),
          ...sections.map(({ heading, lines: all }) => `**${forMattermost(heading)}**\n${lines(all)}`),
          ...(more ? [`[${forMattermost(more.text)}](${more.href})`] : [])
        ].join('\n\n'),
        fields: figures.map(({ label, text }) => ({
          short: true,
          title: label.replaceAll('@', '@\u2060'),
          value: forMattermost(text)
        }))
      }
    ]
  };
}

/**
 * Teams, as the Workflows trigger "When a Teams webhook request is received" takes it: a message with one Adaptive Card (schema 1.4).
 * Every text is a TextRun, in which Markdown has no meaning: what people wrote cannot become a link or a mention.
 */
function teams({ title, headline, notes, figures, sections, more }: Short, language: Language): unknown {
  const text = (said: string, how: Record<string, unknown> = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: said, ...how }]
  });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          lang: language,
          // What is shown where a card cannot be.
          fallbackText: `${title}: ${headline}`,
          body: [
            text(title, { isSubtle: true }),
            text(headline, { weight: 'Bolder', size: 'Medium' }),
            ...notes.map((note) => text(note)),
            ...figures.map(({ label, text: value }) => ({
              type: 'RichTextBlock',
              inlines: [
                { type: 'TextRun', text: `${label}: ` },
                { type: 'TextRun', text: value, weight: 'Bolder' }
              ],
              spacing: 'Small'
            })),
            ...sections.flatMap(({ heading, lines }) => [
              { ...text(heading, { weight: 'Bolder' }), separator: true },
              ...lines.map((one) => ({ ...text(`• ${one}`), spacing: 'Small' }))
            ])
          ],
          ...(more ? { actions: [{ type: 'Action.OpenUrl', title: more.text, url: more.href }] } : {})
        }
      }
    ]
  };
}

/** The body to send to a webhook, as JSON. */
export function message(
  channel: Exclude<Channel, 'email'>,
  report: Report,
  corrections: readonly Correction[],
  language: Language,
  { origin, isTry = false }: { origin: string; isTry?: boolean }
): string {
  const said = short(report, corrections, language, { origin, isTry });
  return JSON.stringify(
    channel === 'teams' ? teams(said, language) : channel === 'slack' ? slack(said) : mattermost(said)
  );
}
