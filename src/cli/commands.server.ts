/** The literal list of commands. What one needs is loaded when it runs: most are done by the server, and help by nobody. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Scope, SCOPES } from '#accounts/account.ts';
import type { Command, Option, Said } from '#cli/command.ts';
import { environment } from '#environment.ts';
import { DEFAULT_SIZE } from '#example/size.ts';
import type { Account } from '#files/importing.server.ts';
import type { Kind } from '#files/kind.server.ts';
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
    const [sites, audit] = await Promise.all([import('#events/sites.server.ts'), import('#accounts/audit.server.ts')]);
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
    const tokens = await import('#accounts/tokens.server.ts');
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
    organisations: { value: 'N', meaning: `companies to invent (${DEFAULT_SIZE.organisations})` },
    events: { value: 'N', meaning: `visits on the websites (${DEFAULT_SIZE.events})` },
    seed: { value: 'N', meaning: `another seed gives another Brabant (${DEFAULT_SIZE.seed})` }
  },
  scope: 'admin',
  meaning: 'Fill with example data: an invented Brabant over eighteen months.',
  async *run({ options }) {
    const size = {
      organisations: whole(options, 'organisations', DEFAULT_SIZE.organisations),
      events: whole(options, 'events', DEFAULT_SIZE.events),
      seed: whole(options, 'seed', DEFAULT_SIZE.seed),
      until: addDays(dayOf(Date.now()), -1)
    };
    const example = await import('#example/example.server.ts');
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
    const example = await import('#example/example.server.ts');
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
    const { review, watch } = await import('#experiments/reviews.server.ts');
    const failed = await (options['watch'] ? watch : review)(new Date());
    yield { say: 'Reviewed.' };
    if (failed.length > 0)
      throw new Refusal('review_failed', `These could not be reviewed, see the server's log: ${failed.join(', ')}.`, {
        status: 500
      });
  }
};

const mailTest: Command = {
  words: ['mail', 'test'],
  options: { to: { value: 'ADDRESS', required: true, meaning: 'who gets the mail' } },
  scope: 'admin',
  meaning: 'Send one mail, to see whether mail is set up right, and say what is wrong if it is not.',
  async *run({ options }) {
    const to = z.email().safeParse(options['to']?.[0]);
    if (!to.success) throw new Refusal('email_wrong', '--to takes an e-mail address.');
    const { testMail } = await import('#cli/mail.server.ts');
    const { mail, origin } = environment();
    yield { say: await testMail(to.data, mail, origin) };
  }
};

const reportsPublish: Command = {
  words: ['reports', 'publish'],
  options: {},
  scope: 'admin',
  meaning: 'Look for moments and publish the reports that are due now, as happens every morning by itself.',
  async *run() {
    const { publish } = await import('#schedule/schedule.server.ts');
    const { length } = await publish(new Date());
    yield { say: length === 1 ? '1 report published.' : `${length} reports published.` };
  }
};

const reportsSend: Command = {
  words: ['reports', 'send'],
  options: {},
  scope: 'admin',
  meaning: 'Send published reports to whom subscribed now, as happens every ten minutes by itself.',
  async *run() {
    const { sendDue } = await import('#reports/sending.server.ts');
    const { sent, failed, unknown } = await sendDue(new Date());
    yield { say: `${sent} sent, ${failed} failed, ${unknown} of which it is not known.` };
  }
};

const importing = (
  words: string,
  kindOf: () => Promise<Kind>,
  source: string,
  option: Option,
  otherwise: string | undefined,
  after: () => Promise<void> = async () => {}
): Command => ({
  words: ['import', words],
  argument: 'FILE',
  takesFile: true,
  options: { [source]: option },
  scope: 'import',
  meaning: `Import ${words}: rows with a mistake are left out and given back in a file, the others come in together.`,
  async *run({ argument, file, options, by }) {
    const from = options[source]?.[0] ?? otherwise ?? '';
    const [kind, audit, { importFile }, { refusedFile }, journeys, { faultName }] = await Promise.all([
      kindOf(),
      import('#accounts/audit.server.ts'),
      import('#files/importing.server.ts'),
      import('#files/folder.server.ts'),
      import('#adoption/journeys.server.ts'),
      import('#routes/imports/words.ts')
    ]);
    let account: Account | undefined;
    await audit.note(by, 'import_started', argument, { kind: kind.name, source: from });
    yield* telling(async (told) => {
      account = await importFile({ kind, source: from, path: file ?? argument, filename: argument, by }, (progress) =>
        told('rijen', progress.read, progress.total)
      );
      await after();
      await journeys.refresh();
    });
    if (!account) return;
    yield {
      say: `${account.received} ontvangen: ${account.accepted} geaccepteerd, ${account.duplicate} dubbel, ${account.refused} geweigerd.`
    };
    for (const [reason, n] of Object.entries(account.reasons))
      yield { say: `  ${n} geweigerd: ${faultName(reason)} (${reason})` };
    if (account.message) yield { say: `Let op: ${account.message}` };
    if (account.refused > 0)
      yield { say: `Geweigerde rijen: ${refusedFile(account.id)} (of onder /imports/${account.id})` };
  }
});

const imports: Command[] = [
  importing(
    'messages',
    async () => (await import('#events/messages.server.ts')).USAGE,
    'source',
    { value: 'SLUG', meaning: 'which system the rows come from (bvb)' },
    'bvb'
  ),
  importing(
    'organisations',
    async () => (await import('#organisations/organisations.server.ts')).REGISTRY,
    'source',
    { value: 'SLUG', meaning: 'which registry it is (register)' },
    'register',
    async () => (await import('#organisations/municipalities.server.ts')).fill()
  ),
  importing(
    'access-log',
    async () => (await import('#events/access-logs.server.ts')).ACCESS_LOG,
    'site',
    { value: 'SLUG', required: true, meaning: 'short name of the site the log is of' },
    undefined
  ),
  importing(
    'answers',
    async () => (await import('#surveys/answer-files.server.ts')).ANSWERS,
    'source',
    { value: 'SLUG', meaning: 'where the answers were gathered (enquete)' },
    'enquete'
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
    const { answerCases } = await import('#cli/analysis.server.ts');
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
  mailTest,
  reportsPublish,
  reportsSend,
  exampleFill,
  exampleRemove,
  analyseCases
];
