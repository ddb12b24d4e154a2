/** The register's tables; drizzle-kit writes the migrations beside this file from it (npm run register:migration). */
import { boolean, index, integer, jsonb, pgTable, serial, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';

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
    /** messages | organisations | access_log */
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
