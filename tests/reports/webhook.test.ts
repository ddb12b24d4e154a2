/**
 * Messages for chats, against what their makers document. The schemas are written down here by hand and are strict: a field that is not in
 * them, or is too long, is an error, as it is at the other end.
 */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { message } from '#reports/webhook.ts';
import { fc } from '../property.ts';
import { anyContent, EMPTY, FULL, reportOf } from './example.ts';

const AT = { origin: 'https://hoera.example.nl' };
const URL_OF = 'https://hoera.example.nl/reports/report-27';

/** Slack API, "Block Kit: blocks" and "Composition objects" (docs.slack.dev/reference/block-kit): header, section, text. */
const Slack = z.strictObject({
  text: z.string().min(1).max(40_000),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('header'),
          text: z.strictObject({
            type: z.literal('plain_text'),
            emoji: z.boolean(),
            text: z.string().min(1).max(150)
          })
        }),
        z.strictObject({
          type: z.literal('section'),
          text: z.strictObject({
            type: z.literal('mrkdwn'),
            verbatim: z.boolean(),
            text: z.string().min(1).max(3_000)
          })
        })
      ])
    )
    .min(1)
    .max(50),
  unfurl_links: z.boolean(),
  unfurl_media: z.boolean()
});

/** Mattermost, "Incoming webhooks" and "Message attachments" (developers.mattermost.com): fallback, color, title, text, fields. */
const Mattermost = z.strictObject({
  attachments: z
    .array(
      z.strictObject({
        fallback: z.string().min(1),
        color: z.string().regex(/^#[0-9a-f]{6}$/),
        title: z.string().min(1),
        title_link: z.url().optional(),
        // A post holds 16,383 characters.
        text: z.string().min(1).max(16_383),
        fields: z.array(z.strictObject({ short: z.boolean(), title: z.string(), value: z.string() }))
      })
    )
    .length(1)
});

const Run = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string(),
  weight: z.enum(['Lighter', 'Default', 'Bolder']).optional(),
  size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
  isSubtle: z.boolean().optional()
});
/**
 * Microsoft Learn, "Create incoming webhooks with Workflows for Microsoft Teams" (the message around it, `contentUrl` null) and Adaptive
 * Cards schema 1.4 (adaptivecards.io/explorer): RichTextBlock, TextRun, Action.OpenUrl.
 */
const Teams = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
          type: z.literal('AdaptiveCard'),
          version: z.literal('1.4'),
          lang: z.enum(['nl', 'en']),
          fallbackText: z.string().min(1),
          body: z
            .array(
              z.strictObject({
                type: z.literal('RichTextBlock'),
                inlines: z.array(Run).min(1),
                spacing: z.enum(['None', 'Small', 'Default', 'Medium', 'Large']).optional(),
                separator: z.boolean().optional()
              })
            )
            .min(1),
          actions: z
            .array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url() }))
            .optional()
        })
      })
    )
    .length(1)
});

const SCHEMAS = { slack: Slack, mattermost: Mattermost, teams: Teams };
const CHANNELS = ['slack', 'mattermost', 'teams'] as const;

describe.each(CHANNELS)('%s', (channel) => {
  const plain = (text: string) => text.replaceAll('\\\\', '').replaceAll('\\', '');

  test('takes a message that says what was found, learned and waits, and where the rest is', () => {
    for (const language of ['nl', 'en'] as const) {
      const body = message(channel, reportOf(FULL), [{ text: 'what-was-wrong', at: new Date(0) }], language, AT);
      SCHEMAS[channel].parse(JSON.parse(body));
      const tail = language === 'nl' ? 'in het Nederlands' : 'in English';
      for (const word of ['headline', 'what-moment', 'what-lesson', 'state-waiting', 'label-share', 'label-none'])
        expect(plain(body)).toContain(`${word} ${tail}`);
      expect(plain(body)).toContain('what-was-wrong');
      expect(plain(body)).toContain('41% – 51%');
      expect(body).toContain(URL_OF);
    }
  });

  test('is told that a period was quiet and that an example is one', () => {
    const body = message(channel, reportOf(EMPTY, { example: true }), [], 'nl', AT);
    SCHEMAS[channel].parse(JSON.parse(body));
    expect(plain(body)).toContain('In deze periode zijn er geen');
    expect(plain(body)).toContain('alle cijfers hieronder zijn verzonnen');
  });

  test('gets no link in a try, which is of no report', () => {
    const body = message(channel, reportOf(FULL), [], 'nl', { ...AT, isTry: true });
    SCHEMAS[channel].parse(JSON.parse(body));
    expect(body).not.toContain(URL_OF);
  });

  test('fits, whatever a report holds', () => {
    fc.assert(
      fc.property(anyContent, fc.integer({ min: 1, max: 60 }), (content, times) => {
        const longer = (text: string) => `x${text.repeat(times)}`;
        const both = ({ nl, en }: { nl: string; en: string }) => ({ nl: longer(nl), en: longer(en) });
        const long = {
          ...content,
          headline: both(content.headline),
          moments: content.moments.map((told) => ({ ...told, what: both(told.what) })),
          lessons: content.lessons.map((told) => ({ ...told, what: both(told.what) }))
        };
        const body = message(channel, reportOf(long), [], 'nl', AT);
        SCHEMAS[channel].parse(JSON.parse(body));
        // What Teams takes at most, and the strictest of the three.
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(28_000);
      }),
      { numRuns: 40 }
    );
  });
});

const told = (what: string) => ({
  ...EMPTY,
  headline: { nl: what, en: what },
  moments: [{ ...FULL.moments[0]!, what: { nl: what, en: what }, amount: undefined }]
});
const bodyOf = (channel: (typeof CHANNELS)[number], what: string): unknown =>
  JSON.parse(message(channel, reportOf(told(what) as typeof EMPTY), [], 'nl', AT));

test('Slack: nothing that people wrote is a link, a mention or a call to everybody', () => {
  const { blocks } = Slack.parse(bodyOf('slack', '<!channel> <@U1> <https://evil.example|klik> & co'));
  const texts = blocks.map(({ text }) => text.text).join('\n');
  expect(texts).toContain('&lt;!channel&gt; &lt;@U1&gt; &lt;https://evil.example|klik&gt; &amp; co');
  // The only link is ours.
  expect(texts.match(/<[^>]*>/g)).toEqual([
    `<${URL_OF}|Open het rapport in Hoera (hiervoor heb je een account nodig)>`
  ]);
  expect(blocks.every(({ text }) => text.type === 'plain_text' || text.verbatim)).toBe(true);
});

test('Mattermost: nothing that people wrote is Markdown or calls everybody', () => {
  const { attachments } = Mattermost.parse(bodyOf('mattermost', '[klik](https://evil.example) @channel **x** `y` # z'));
  const text = attachments[0]!.text;
  expect(text).toContain('\\[klik\\]\\(https\\://evil\\.example\\) @\u2060channel \\*\\*x\\*\\* \\`y\\` \\# z');
});

test('Teams: texts are runs, in which Markdown means nothing', () => {
  const what = '[klik](https://evil.example) <at>iedereen</at>';
  const { body } = Teams.parse(bodyOf('teams', what)).attachments[0]!.content;
  expect(body.flatMap(({ inlines }) => inlines.map(({ text }) => text))).toContain(`• ${what}`);
});

test('of a long list as much is told of wins as of lessons', () => {
  const many = { ...FULL, moments: Array(9).fill(FULL.moments[0]), lessons: Array(7).fill(FULL.lessons[0]) };
  const text = message('teams', reportOf(many as typeof FULL), [], 'nl', AT);
  expect(text.match(/what-moment/g)).toHaveLength(5);
  expect(text.match(/what-lesson/g)).toHaveLength(5);
  expect(text).toContain('En nog 4');
  expect(text).toContain('En nog 2');
});
