/** The register's tables; drizzle-kit writes the migrations beside this file from it (npm run register:migration). */
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  text,
  timestamp,
  uniqueIndex
} from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const accounts = pgTable('accounts', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  role: text('role').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  disabledAt: moment('disabled_at')
});

export const sessions = pgTable('sessions', {
  id: text('id').primaryKey(),
  userId: text('user_id')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  expiresAt: moment('expires_at').notNull()
});

export const invitations = pgTable('invitations', {
  id: text('id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  email: text('email').notNull(),
  role: text('role').notNull(),
  invitedBy: text('invited_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  acceptedAt: moment('accepted_at')
});

/** Failed logins, for the rate limit; the key is a keyed hash of address or account, never the plain value. */
export const loginFailures = pgTable(
  'login_failures',
  { id: serial('id').primaryKey(), key: text('key').notNull(), at: moment('at').notNull() },
  (table) => [index('login_failures_key_at').on(table.key, table.at)]
);

export const tokens = pgTable('tokens', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  tokenHash: text('token_hash').notNull().unique(),
  scopes: text('scopes').array().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  lastUsedAt: moment('last_used_at'),
  revokedAt: moment('revoked_at')
});

export const sites = pgTable('sites', {
  id: text('id').primaryKey(),
  /** Short name, also the `source` of its events. */
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  key: text('key').notNull().unique(),
  origins: text('origins').array().notNull(),
  /** Names of own events besides the standard ones. */
  events: text('events').array().notNull(),
  team: text('team').notNull().default(''),
  createdAt: moment('created_at').notNull().defaultNow(),
  archivedAt: moment('archived_at'),
  example: boolean('example').notNull().default(false)
});

/** Sources of message-box usage and what each of them can tell. */
export const sources = pgTable('sources', {
  slug: text('slug').primaryKey(),
  name: text('name').notNull(),
  /** Per status field: available | not_provided. */
  capabilities: jsonb('capabilities').$type<Record<string, string>>().notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  example: boolean('example').notNull().default(false)
});

export const imports = pgTable(
  'imports',
  {
    id: text('id').primaryKey(),
    /** messages | organisations | access_log | answers */
    kind: text('kind').notNull(),
    source: text('source').notNull(),
    filename: text('filename').notNull(),
    /** SHA-256 of the file, so that the same file again is recognised. */
    digest: text('digest').notNull(),
    /** running | publishing | done | refused | failed */
    status: text('status').notNull(),
    mapping: jsonb('mapping').$type<Record<string, string>>().notNull(),
    received: integer('received').notNull().default(0),
    accepted: integer('accepted').notNull().default(0),
    duplicate: integer('duplicate').notNull().default(0),
    /** Accepted rows that replaced what an earlier file said. */
    updated: integer('updated').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    /** Refused rows per `column.code`. */
    reasons: jsonb('reasons').$type<Record<string, number>>().notNull().default({}),
    message: text('message').notNull().default(''),
    startedBy: text('started_by').notNull(),
    startedAt: moment('started_at').notNull().defaultNow(),
    finishedAt: moment('finished_at')
  },
  (table) => [index('imports_started_at').on(table.startedAt), index('imports_digest').on(table.digest)]
);

export const funnels = pgTable(
  'funnels',
  {
    id: text('id').primaryKey(),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    definition: jsonb('definition').$type<unknown>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow()
  },
  (table) => [uniqueIndex('funnels_slug').on(table.slug)]
);

/** A questionnaire, and what its answers mean. */
export const surveys = pgTable('surveys', {
  id: text('id').primaryKey(),
  /** Its name in the address of the public form, and in the answers. */
  slug: text('slug').notNull().unique(),
  /** Title and questions, as the room has them. */
  definition: jsonb('definition').$type<unknown>().notNull(),
  /** draft | open | closed */
  status: text('status').notNull(),
  /** Counts changes, so that two people cannot both save over each other. */
  revision: integer('revision').notNull().default(1),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  openedAt: moment('opened_at'),
  closedAt: moment('closed_at'),
  example: boolean('example').notNull().default(false)
});

/** One link an organisation that was invited; the organisation is a pseudonym, the link itself only a hash. */
export const surveyLinks = pgTable(
  'survey_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    survey: text('survey')
      .notNull()
      .references(() => surveys.id, { onDelete: 'cascade' }),
    organisation: text('organisation').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    example: boolean('example').notNull().default(false)
  },
  (table) => [uniqueIndex('survey_links_organisation').on(table.survey, table.organisation)]
);

/** Versions of the rules that tell motives from evidence; appended to, the newest is in force. */
export const motiveRules = pgTable('motive_rules', {
  version: integer('version').primaryKey(),
  rules: jsonb('rules').$type<unknown>().notNull(),
  why: text('why').notNull(),
  by: text('by').notNull(),
  at: moment('at').notNull().defaultNow()
});

/** Processes in which somebody has to use the box, and on what legal basis. */
export const obligations = pgTable('obligations', {
  id: text('id').primaryKey(),
  population: text('population').notNull(),
  process: text('process').notNull(),
  /** Law, decision, contract or condition; what it says stays with whoever wrote it. */
  basis: text('basis').notNull(),
  /** Days, yyyy-mm-dd; the last one is not part of it. */
  validFrom: text('valid_from').notNull(),
  validTo: text('valid_to').notNull(),
  by: text('by').notNull(),
  at: moment('at').notNull().defaultNow(),
  example: boolean('example').notNull().default(false)
});

/** What happened outside the figures and belongs beside them: interventions, changes, statutory peaks. */
export const annotations = pgTable('annotations', {
  id: text('id').primaryKey(),
  /** First and last day, yyyy-mm-dd. */
  begins: text('begins').notNull(),
  ends: text('ends').notNull(),
  /** intervention | change | peak */
  kind: text('kind').notNull(),
  label: text('label').notNull(),
  by: text('by').notNull(),
  at: moment('at').notNull().defaultNow(),
  example: boolean('example').notNull().default(false)
});

/** A view that was given a name: its address, so that everything in it comes back. */
export const views = pgTable('views', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Path and query, beginning with a slash. */
  address: text('address').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow()
});

/** A value that a site asks for by name; what it is depends on what is in force. */
export const features = pgTable('features', {
  key: text('key').primaryKey(),
  description: text('description').notNull(),
  /** What everybody gets where nothing else is in force; any JSON. */
  defaultValue: jsonb('default_value').$type<unknown>().notNull(),
  /** Slugs of the sites that may ask for it. */
  sites: text('sites').array().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  archivedAt: moment('archived_at'),
  example: boolean('example').notNull().default(false)
});

/** What is in force where: one row for each owner, site and target, replaced at every change. */
export const inForce = pgTable(
  'in_force',
  {
    id: serial('id').primaryKey(),
    /** On whose behalf: the key of an experiment, or hand:<account>. */
    owner: text('owner').notNull(),
    site: text('site').notNull(),
    /** feature:<key>, or page. */
    target: text('target').notNull(),
    definition: jsonb('definition').$type<unknown>().notNull(),
    changedBy: text('changed_by').notNull(),
    changedAt: moment('changed_at').notNull(),
    example: boolean('example').notNull().default(false)
  },
  (table) => [uniqueIndex('in_force_place').on(table.owner, table.site, table.target)]
);

/** Every change of what is in force, appended to; the newest id of a site is the version of what it gets. */
export const releases = pgTable(
  'releases',
  {
    id: serial('id').primaryKey(),
    at: moment('at').notNull(),
    by: text('by').notNull(),
    why: text('why').notNull(),
    site: text('site').notNull(),
    owner: text('owner').notNull(),
    target: text('target').notNull(),
    before: jsonb('before').$type<unknown>(),
    after: jsonb('after').$type<unknown>(),
    example: boolean('example').notNull().default(false)
  },
  (table) => [index('releases_site').on(table.site, table.id)]
);

export const experiments = pgTable('experiments', {
  id: text('id').primaryKey(),
  /** Name in events and payloads; never used twice. */
  key: text('key').notNull().unique(),
  site: text('site').notNull(),
  team: text('team').notNull(),
  name: text('name').notNull(),
  /** As designed; may change in draft only. */
  design: jsonb('design').$type<unknown>().notNull(),
  /** Counts changes of the design, so that two people cannot both save over each other. */
  revision: integer('revision').notNull().default(1),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  example: boolean('example').notNull().default(false)
});

/** From one state of an experiment to the next; appended to. The number makes that of two at once only one succeeds. */
export const transitions = pgTable(
  'transitions',
  {
    id: serial('id').primaryKey(),
    experiment: text('experiment')
      .notNull()
      .references(() => experiments.id),
    number: integer('number').notNull(),
    at: moment('at').notNull(),
    by: text('by').notNull(),
    action: text('action').notNull(),
    from: text('from').notNull(),
    to: text('to').notNull(),
    why: text('why').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
    example: boolean('example').notNull().default(false)
  },
  (table) => [uniqueIndex('transitions_number').on(table.experiment, table.number)]
);

/**
 * What was planned, seen and decided: a chain over all experiments in which each record carries the digest of the one
 * before. Example data has a chain of its own, so that it can be removed without a gap in the other.
 */
export const evidence = pgTable(
  'evidence',
  {
    example: boolean('example').notNull().default(false),
    /** Place in the chain, from 1 without gaps. */
    number: integer('number').notNull(),
    experiment: text('experiment').notNull(),
    at: moment('at').notNull(),
    by: text('by').notNull(),
    /** plan | review | decision | ship | rollback | remeasurement | note */
    kind: text('kind').notNull(),
    /** Canonical JSON, as it was digested. */
    content: text('content').notNull(),
    previous: text('previous').notNull(),
    digest: text('digest').notNull().unique()
  },
  (table) => [
    primaryKey({ columns: [table.example, table.number] }),
    index('evidence_experiment').on(table.experiment, table.number)
  ]
);

/** Something that is planned and done to help people use the box: a letter, a call, a visit, a presentation. */
export const interventions = pgTable('interventions', {
  id: text('id').primaryKey(),
  /** Short name, in addresses and in what refers to it; never used twice. */
  slug: text('slug').notNull().unique(),
  /** Who, what, when, by whom and at what cost, as the room has it. */
  definition: jsonb('definition').$type<unknown>().notNull(),
  /** planned | running | done | cancelled */
  status: text('status').notNull(),
  /** Hours and euros that it took; null until somebody said. */
  hoursSpent: doublePrecision('hours_spent'),
  eurosSpent: doublePrecision('euros_spent'),
  /** Counts changes, so that two people cannot both save over each other. */
  revision: integer('revision').notNull().default(1),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  example: boolean('example').notNull().default(false)
});

/**
 * By whom an organisation was approached on which day, whatever the way: what the cap on contacts looks at. Companies are pseudonyms.
 * What they did of their own accord, such as calling, is no touch.
 */
export const touches = pgTable(
  'touches',
  {
    organisation: text('organisation').notNull(),
    /** yyyy-mm-dd */
    day: text('day').notNull(),
    /** contact:<id> | trial:<key>/<slug of the intervention> | list:<id of the target list> | survey:<id> */
    source: text('source').notNull(),
    example: boolean('example').notNull().default(false)
  },
  (table) => [
    primaryKey({ columns: [table.organisation, table.day, table.source] }),
    index('touches_source').on(table.source),
    index('touches_day').on(table.day)
  ]
);

/** A contact with an organisation, a team or a group of people, as somebody wrote it down; the id comes from the device that wrote it. */
export const contacts = pgTable(
  'contacts',
  {
    id: text('id').primaryKey(),
    intervention: text('intervention').references(() => interventions.id),
    population: text('population').notNull(),
    /** Pseudonym; '0' where nobody in particular was spoken with, or, of companies, after the term. */
    organisation: text('organisation').notNull(),
    /** Public bodies and teams by name; empty for companies. */
    name: text('name').notNull(),
    day: text('day').notNull(),
    /** visit | call | presentation | instruction | side_by_side | process_analysis | other */
    kind: text('kind').notNull(),
    /** Whether they came to us: then it is no touch. */
    theirs: boolean('theirs').notNull().default(false),
    /** How it ended, as the room has it. */
    outcome: text('outcome').notNull(),
    /** Whether the one spoken with called what was changed an improvement: yes | no, empty where it was not asked. */
    improvement: text('improvement').notNull().default(''),
    minutes: integer('minutes').notNull(),
    people: integer('people').notNull().default(1),
    /** It happened within the term of the cap, while the device knew no better. */
    overCap: boolean('over_cap').notNull().default(false),
    by: text('by').notNull(),
    /** When it reached this installation. */
    at: moment('at').notNull().defaultNow(),
    example: boolean('example').notNull().default(false)
  },
  (table) => [
    index('contacts_day').on(table.day),
    index('contacts_intervention').on(table.intervention),
    index('contacts_organisation').on(table.organisation)
  ]
);

/** What is to be improved, out of what was heard: several remarks together, with a place in the funnel and a motive. */
export const improvements = pgTable('improvements', {
  id: text('id').primaryKey(),
  title: text('title').notNull(),
  population: text('population').notNull(),
  motive: text('motive').notNull(),
  /** Step of the funnel, as the funnels name it; empty where it is about none. */
  step: text('step').notNull().default(''),
  /** open | trying | done | dropped */
  status: text('status').notNull(),
  /** Key of the experiment that tries it; empty until there is one. */
  experiment: text('experiment').notNull().default(''),
  /** What came of it, in words, once it is closed. */
  outcome: text('outcome').notNull().default(''),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  closedAt: moment('closed_at'),
  example: boolean('example').notNull().default(false)
});

/** A how-question, an objection or a tip, in the words in which it was heard. */
export const remarks = pgTable(
  'remarks',
  {
    id: text('id').primaryKey(),
    contact: text('contact')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    /** question | objection | tip */
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    improvement: text('improvement').references(() => improvements.id),
    /** When whoever said it was told what came of it. */
    toldAt: moment('told_at'),
    toldBy: text('told_by').notNull().default(''),
    example: boolean('example').notNull().default(false)
  },
  (table) => [index('remarks_contact').on(table.contact), index('remarks_improvement').on(table.improvement)]
);

/**
 * A list experiment: organisations drawn over arms, of which one is left alone, or over the steps of a roll-out. Who drew what is in the
 * warehouse (trial_members); what it showed is in the evidence, under its key.
 */
export const trials = pgTable('trials', {
  id: text('id').primaryKey(),
  /** list_<word>; shares its names with experiments, because both are in the evidence. */
  key: text('key').notNull().unique(),
  name: text('name').notNull(),
  /** As designed; may change until it is drawn. */
  design: jsonb('design').$type<unknown>().notNull(),
  /** draft | drawn | running | done | discarded */
  status: text('status').notNull(),
  revision: integer('revision').notNull().default(1),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  drawnAt: moment('drawn_at'),
  endedAt: moment('ended_at'),
  example: boolean('example').notNull().default(false)
});

/** What deserved a hurrah, or taught something: derived, with the evidence as it was then. Its id follows from what it is about. */
export const moments = pgTable(
  'moments',
  {
    id: text('id').primaryKey(),
    /** As src/moments/moment.ts has it. */
    kind: text('kind').notNull(),
    /** win | lesson */
    tone: text('tone').notNull(),
    /** On which day it happened, yyyy-mm-dd. */
    day: text('day').notNull(),
    population: text('population').notNull(),
    team: text('team').notNull().default(''),
    site: text('site').notNull().default(''),
    /** Everything that was known, frozen. */
    facts: jsonb('facts').$type<unknown>().notNull(),
    /** SHA-256 over the facts, so that nobody changes them unseen. */
    digest: text('digest').notNull(),
    /** Words of a person in the place of ours; the figures stay. */
    wording: text('wording').notNull().default(''),
    wordedBy: text('worded_by').notNull().default(''),
    /** When it was found. */
    at: moment('at').notNull().defaultNow(),
    example: boolean('example').notNull().default(false)
  },
  (table) => [index('moments_day').on(table.day)]
);

/** Of which periods moments were looked for, among how many candidates, and how many were held to be more than noise. */
export const momentPeriods = pgTable('moment_periods', {
  /** Monday of the ISO week. */
  week: text('week').primaryKey(),
  candidates: integer('candidates').notNull(),
  found: integer('found').notNull(),
  at: moment('at').notNull().defaultNow(),
  example: boolean('example').notNull().default(false)
});

/** The first day of something that is a first, kept when the messages that tell of it are erased. Of authorities and teams: no personal data. */
export const firsts = pgTable('firsts', {
  /** As src/moments/milestone.ts calls it. */
  subject: text('subject').primaryKey(),
  day: text('day').notNull()
});

/** How many messages went through the box in a week, kept when the messages are erased: totals are no personal data. */
export const messageWeeks = pgTable('message_weeks', {
  /** Monday of the ISO week. */
  week: text('week').primaryKey(),
  messages: integer('messages').notNull()
});

/** What people make of a moment. */
export const reactions = pgTable(
  'reactions',
  {
    id: text('id').primaryKey(),
    moment: text('moment')
      .notNull()
      .references(() => moments.id, { onDelete: 'cascade' }),
    /** cheer | comment */
    kind: text('kind').notNull(),
    text: text('text').notNull().default(''),
    by: text('by').notNull(),
    at: moment('at').notNull().defaultNow(),
    example: boolean('example').notNull().default(false)
  },
  (table) => [index('reactions_moment').on(table.moment)]
);

/** A report as it was published: it says next year what it says now. */
export const reports = pgTable(
  'reports',
  {
    id: text('id').primaryKey(),
    /** week | month | quarter | own */
    kind: text('kind').notNull(),
    /** First and last day, yyyy-mm-dd. */
    from: text('from').notNull(),
    to: text('to').notNull(),
    /** Of which part it is, '' for all: a population, a team, a site, as src/reports has it. */
    scope: text('scope').notNull().default(''),
    /** Everything that stands in it, frozen. */
    content: jsonb('content').$type<unknown>().notNull(),
    digest: text('digest').notNull(),
    publishedBy: text('published_by').notNull(),
    publishedAt: moment('published_at').notNull().defaultNow(),
    example: boolean('example').notNull().default(false)
  },
  // Missed runs are caught up, and never twice.
  (table) => [uniqueIndex('reports_period').on(table.kind, table.from, table.to, table.scope)]
);

/** What was found wrong afterwards, beside a report that stays as it was. */
export const corrections = pgTable(
  'corrections',
  {
    id: text('id').primaryKey(),
    report: text('report')
      .notNull()
      .references(() => reports.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    by: text('by').notNull(),
    at: moment('at').notNull().defaultNow(),
    example: boolean('example').notNull().default(false)
  },
  (table) => [index('corrections_report').on(table.report)]
);

/** Who may read without an account: one report by a link, or all of a scope by a feed. */
export const shares = pgTable('shares', {
  id: text('id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  /** link | feed */
  kind: text('kind').notNull(),
  /** Of a link. */
  report: text('report').references(() => reports.id, { onDelete: 'cascade' }),
  /** Of a feed. */
  scope: text('scope').notNull().default(''),
  /** Empty without a password. */
  passwordHash: text('password_hash').notNull().default(''),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  revokedAt: moment('revoked_at'),
  lastUsedAt: moment('last_used_at')
});

/** Who gets reports sent, and how. */
export const subscriptions = pgTable('subscriptions', {
  id: text('id').primaryKey(),
  /** email | teams | mattermost | slack */
  channel: text('channel').notNull(),
  /** An e-mail address, or the address of a webhook: a secret, never shown whole and never logged. */
  address: text('address').notNull(),
  /** week | month | quarter */
  kind: text('kind').notNull(),
  scope: text('scope').notNull().default(''),
  language: text('language').notNull().default('nl'),
  /** By which whoever gets it ends it without an account; a hash. */
  tokenHash: text('token_hash').notNull().unique(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  endedAt: moment('ended_at')
});

/** What was sent to whom, once each. */
export const deliveries = pgTable(
  'deliveries',
  {
    report: text('report')
      .notNull()
      .references(() => reports.id, { onDelete: 'cascade' }),
    subscription: text('subscription')
      .notNull()
      .references(() => subscriptions.id, { onDelete: 'cascade' }),
    /** sending | sent | failed | unknown */
    status: text('status').notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** Why not, without addresses. */
    message: text('message').notNull().default(''),
    at: moment('at').notNull().defaultNow()
  },
  (table) => [primaryKey({ columns: [table.report, table.subscription] })]
);

/** How something is measured; a change of meaning is a new key. */
export const metrics = pgTable('metrics', {
  key: text('key').primaryKey(),
  definition: jsonb('definition').$type<unknown>().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  archivedAt: moment('archived_at')
});

/** Who did what; appended to, never changed. */
export const audit = pgTable('audit', {
  id: serial('id').primaryKey(),
  at: moment('at').notNull().defaultNow(),
  by: text('by').notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  details: jsonb('details').$type<Record<string, unknown>>().notNull().default({})
});

/** Facts about this installation: fingerprint of the pseudonym key, whether example data is in. */
export const facts = pgTable('facts', {
  name: text('name').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull()
});
