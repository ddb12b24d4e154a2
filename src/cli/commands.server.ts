/** The literal list of commands. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Scope, SCOPES } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as tokens from '#accounts/tokens.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { answerCases } from '#cli/analysis.server.ts';
import type { Command, Option, Said } from '#cli/command.ts';
import { ACCESS_LOG } from '#events/access-logs.server.ts';
import { USAGE } from '#events/messages.server.ts';
import * as sites from '#events/sites.server.ts';
import * as example from '#example/example.server.ts';
import * as experimentReviews from '#experiments/reviews.server.ts';
import { refusedFile } from '#files/folder.server.ts';
import { importFile, type Account, type Kind } from '#files/importing.server.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { REGISTRY } from '#organisations/organisations.server.ts';
import { Refusal } from '#refusal.ts';
import { addDays, dayOf } from '#time/day.ts';

const siteCreate: Command = {
  words: ['site', 'create'],
  argument: 'NAME',
  options: {
    origin: { value: 'URL', required: true, many: true, meaning: 'address of the site, as in https://www.example.nl' },
    event: { value: 'NAME', many: true, meaning: 'an own event name besides the standard ones' },
    team: { value: 'TEAM', meaning: 'team that works on the site' }
  },
  scope: 'admin',
  meaning: 'Register a website and get its public key.',
  async *run({ argument, options, by }) {
    const site = await sites.create({
      name: argument,
      origins: [...(options['origin'] ?? [])],
      events: [...(options['event'] ?? [])],
      team: options['team']?.[0] ?? ''
    });
    await audit.note(by, 'site_created', site.slug);
    yield { say: site.key };
  }
};

const tokenCreate: Command = {
  words: ['token', 'create'],
  options: {
    scope: { value: 'SCOPE', required: true, many: true, meaning: 'read, import or admin; may be given several times' },
    name: { value: 'NAME', meaning: 'what it is for' }
  },
  scope: 'admin',
  meaning: 'Make a token for a program; it is shown once.',
  async *run({ options, by }) {
    const scopes = z.array(Scope).safeParse(options['scope']);
    if (!scopes.success) throw new Refusal('scope_unknown', `A scope is one of ${SCOPES.join(', ')}.`);
    yield { say: await tokens.create(options['name']?.[0] ?? 'command line', scopes.data, by) };
  }
};

const whole = (options: Readonly<Record<string, readonly string[]>>, name: string, otherwise: number): number => {
  const text = options[name]?.[0];
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new Refusal('number_wrong', `--${name} takes a whole number.`);
  return Number(text);
};

const exampleFill: Command = {
  words: ['example'],
  options: {
    organisations: { value: 'N', meaning: `companies to invent (${example.DEFAULT_SIZE.organisations})` },
    events: { value: 'N', meaning: `visits on the websites (${example.DEFAULT_SIZE.events})` },
    seed: { value: 'N', meaning: `another seed gives another Brabant (${example.DEFAULT_SIZE.seed})` }
  },
  scope: 'admin',
  meaning: 'Fill with example data: an invented Brabant over eighteen months.',
  async *run({ options }) {
    const size = {
      organisations: whole(options, 'organisations', example.DEFAULT_SIZE.organisations),
      events: whole(options, 'events', example.DEFAULT_SIZE.events),
      seed: whole(options, 'seed', example.DEFAULT_SIZE.seed),
      until: addDays(dayOf(Date.now()), -1)
    };
    yield* telling((told) => example.fill(size, told));
    yield { say: `Example data is in: ${size.organisations} companies. Remove it with: hoera example remove` };
  }
};

const exampleRemove: Command = {
  words: ['example', 'remove'],
  options: {},
  scope: 'admin',
  meaning: 'Remove all example data.',
  async *run() {
    await example.remove();
    yield { say: 'The example data is gone.' };
  }
};

const experimentsReview: Command = {
  words: ['experiments', 'review'],
  options: { watch: { meaning: 'look for harm and broken assignment only' } },
  scope: 'admin',
  meaning: 'Review all experiments now, as happens every morning by itself.',
  async *run({ options }) {
    const failed = await (options['watch'] ? experimentReviews.watch : experimentReviews.review)(new Date());
    yield { say: 'Reviewed.' };
    if (failed.length > 0)
      throw new Refusal('review_failed', `These could not be reviewed, see the server's log: ${failed.join(', ')}.`, {
        status: 500
      });
  }
};

const importing = (
  words: string,
  kind: Kind,
  source: string,
  option: Option,
  otherwise: string | undefined,
  after: (source: string) => Promise<void>
): Command => ({
  words: ['import', words],
  argument: 'FILE',
  takesFile: true,
  options: { [source]: option },
  scope: 'import',
  meaning: `Import ${words}: whole or not at all, with the refused rows in a file.`,
  async *run({ argument, file, options, by }) {
    const from = options[source]?.[0] ?? otherwise ?? '';
    let account: Account | undefined;
    await audit.note(by, 'import_started', argument, { kind: kind.name, source: from });
    yield* telling(async (told) => {
      account = await importFile({ kind, source: from, path: file ?? argument, filename: argument, by }, (progress) =>
        told('rows', progress.read, progress.total)
      );
      await after(from);
      await journeys.refresh();
    });
    if (!account) return;
    yield {
      say: `${account.received} received: ${account.accepted} accepted, ${account.duplicate} duplicate, ${account.refused} refused.`
    };
    for (const [reason, n] of Object.entries(account.reasons)) yield { say: `  ${n} refused: ${reason}` };
    if (account.refused > 0)
      yield { say: `Refused rows: ${refusedFile(account.id)} (or under /imports/${account.id})` };
  }
});

const imports: Command[] = [
  importing(
    'messages',
    USAGE,
    'source',
    { value: 'SLUG', meaning: 'which system the rows come from (bvb)' },
    'bvb',
    async () => {}
  ),
  importing(
    'organisations',
    REGISTRY,
    'source',
    { value: 'SLUG', meaning: 'which registry it is (register)' },
    'register',
    municipalities.fill
  ),
  importing(
    'access-log',
    ACCESS_LOG,
    'site',
    { value: 'SLUG', required: true, meaning: 'short name of the site the log is of' },
    undefined,
    async () => {}
  )
];

const analyseCases: Command = {
  words: ['analyse'],
  argument: 'FILE',
  takesFile: true,
  needsNoStore: true,
  options: {},
  scope: 'read',
  meaning:
    'Analyse statistical cases {cases: [{id, kind, inputs, settings}]} and print {cases: [{id, kind, outputs}]}.',
  async *run({ argument, file }) {
    yield { say: JSON.stringify(await answerCases(await readFile(file ?? argument, 'utf8'))) };
  }
};

/** Runs a deed that tells how far it is, and passes that on with rate and time left. */
async function* telling(
  deed: (told: (what: string, done: number, total: number) => void) => Promise<void>
): AsyncGenerator<Said> {
  const heard: Said[] = [];
  let wake = () => {};
  const started = performance.now();
  const told = (what: string, done: number, total: number) => {
    const perSecond = done / ((performance.now() - started) / 1000);
    heard.push({ progress: { what, done, total, perSecond, secondsLeft: (total - done) / perSecond } });
    wake();
  };
  let over = false;
  const running = deed(told).finally(() => {
    over = true;
    wake();
  });
  // Awaited below; said here so that a failure meanwhile is not taken for one that nobody looks at.
  running.catch(() => {});
  while (!over || heard.length > 0) {
    yield* heard.splice(0);
    if (!over) await new Promise<void>((resolve) => (wake = resolve));
  }
  await running;
}

export const commands: readonly Command[] = [
  siteCreate,
  tokenCreate,
  ...imports,
  experimentsReview,
  exampleFill,
  exampleRemove,
  analyseCases
];
