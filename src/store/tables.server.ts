/** The register's tables; drizzle-kit writes the migrations beside this file from it (npm run register:migration). */
import {
  boolean,
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
