/** Message-box usage: importing it, what its sources can tell, and how soon messages are opened. */
import { asc } from 'drizzle-orm';
import { z } from 'zod';
import openedSql from '#clickhouse/queries/events/opened_within.sql?raw';
import { scrub } from '#events/event.ts';
import { channelOf, directionOf, MESSAGE_COLUMNS, STATUS_FIELDS } from '#events/message.ts';
import { momentOf, required, text, type Mapping } from '#files/column.ts';
import type { Kind } from '#files/kind.server.ts';
import { WrongCell } from '#files/table.ts';
import { referenceIn } from '#organisations/organisation.ts';
import { registered } from '#organisations/organisations.server.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { keyedDigest } from '#store/secret.server.ts';
import { sources } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, DAY, startOf } from '#time/day.ts';
import type { Period } from '#time/period.ts';

/** A stable UUID (version 8) of a source's own reference: the same message again falls together with the first. */
export function messageId(source: string, reference: string): string {
  const hex = keyedDigest('message', `${source}\n${reference}`).toString('hex').slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A word somebody chose: kept short, and free of what looks like an address or number in case it is more than a word. */
const word = (value: string) => scrub(value).slice(0, 80);

/** How a usage file is read: one row a message, letter or e-mail. Columns that are not mapped, such as a subject, are not kept. */
export const USAGE: Kind = {
  name: 'messages',
  columns: MESSAGE_COLUMNS,
  understood: noteCapabilities,
  organisations: {
    column: 'organisation',
    of: (cells, mapping) => organisationKey(referenceIn(cells, mapping, 'organisation')),
    registered
  },
  label: (cells, mapping) => word(String(cells[mapping['reference'] ?? ''] ?? '')),
  reader: ({ source, importId, now, mapping }) => ({
    read: (cells) => {
      const organisation = referenceIn(cells, mapping, 'organisation');
      const channel = channelOf(required(cells, mapping, 'channel'));
      if (!channel) throw new WrongCell('channel', 'channel', 'is geen berichtenbox, e-mail, papier of portaal');
      const direction = directionOf(text(cells, mapping, 'direction'));
      if (!direction) throw new WrongCell('direction', 'direction', 'is geen richting die we kennen');
      required(cells, mapping, 'sent_at');
      const sentAt = momentOf(cells, mapping, 'sent_at')!;
      if (sentAt > now + DAY) throw new WrongCell('sent_at', 'future', 'ligt in de toekomst');
      const statuses = Object.fromEntries(
        STATUS_FIELDS.map((field) => {
          const moment = momentOf(cells, mapping, field);
          // A source that gives days and not times may seem to read before it sends.
          if (moment !== undefined && moment < sentAt - DAY)
            throw new WrongCell(field, 'before_sent', 'ligt voor de verzenddatum');
          return [field, moment ?? null];
        })
      );
      const authority = text(cells, mapping, 'authority') === '' ? '' : referenceIn(cells, mapping, 'authority');
      const team = word(text(cells, mapping, 'team'));
      return [
        {
          target: 'messages',
          row: {
            id: messageId(source, required(cells, mapping, 'reference')),
            source,
            organisation: organisationKey(organisation),
            authority: organisationKey(authority),
            authority_name: authority.slice(0, 120),
            process: word(required(cells, mapping, 'process')),
            type: word(text(cells, mapping, 'type')),
            direction,
            channel,
            team,
            department: organisationKey(team),
            sent_at: sentAt,
            ...statuses,
            import_id: importId,
            imported_at: now
          }
        }
      ];
    }
  })
};

export interface MessageSource {
  slug: string;
  name: string;
  capabilities: Record<string, string>;
}

/** The sources of usage, with what each of them can tell. */
export async function list(): Promise<MessageSource[]> {
  return (await register())
    .select({ slug: sources.slug, name: sources.name, capabilities: sources.capabilities })
    .from(sources)
    .orderBy(asc(sources.slug));
}

/** Records which moments a source gives, as its file showed: mapped is available, all else is not provided. */
export async function noteCapabilities(slug: string, mapping: Mapping): Promise<void> {
  const capabilities = Object.fromEntries(
    ['sent_at', ...STATUS_FIELDS].map((field) => [field, mapping[field] ? 'available' : 'not_provided'])
  );
  await (
    await register()
  )
    .insert(sources)
    .values({ slug, name: slug, capabilities })
    .onConflictDoUpdate({ target: sources.slug, set: { capabilities } });
}

export type Opened = {
  source: string;
  sent: number;
  /** Undefined where the source does not give when a message was read: that is unknown, not zero. */
  opened: number | undefined;
  share: Share | undefined;
};

/** As Opened, of the messages sent in one month (its first day). */
export type OpenedInMonth = Pick<Opened, 'source' | 'sent' | 'opened'> & {
  month: string;
  /** Organisations, and over them the sums of sent², opened² and sent × opened: items of one are alike. */
  clusters: number;
  nn: number;
  cc: number;
  nc: number;
};

/**
 * Opened within some weeks, per month and source, of the box messages sent in a period. A message counts once its file
 * tells of something at least that many weeks after sending: before that nobody knows.
 */
export async function openedMonthly(weeks: number, period: Period): Promise<OpenedInMonth[]> {
  const count = z.coerce.number();
  const [rows, known] = await Promise.all([
    ask(
      openedSql,
      { weeks, since: startOf(period.from), until: startOf(addDays(period.to, 1)) },
      z.object({
        month: z.string(),
        source: z.string(),
        sent: count,
        opened: count,
        clusters: count,
        nn: count,
        cc: count,
        nc: count
      })
    ),
    list()
  ]);
  return rows.map((row) => ({ ...row, opened: gives(known, row.source, 'read_at') ? row.opened : undefined }));
}

/** Whether a source gives a moment; what it does not give is unknown, and not never. */
export const gives = (
  known: readonly MessageSource[],
  source: string,
  field: (typeof STATUS_FIELDS)[number]
): boolean => known.find(({ slug }) => slug === source)?.capabilities[field] === 'available';

/** Share opened within some weeks, per source, as openedMonthly. */
export async function openedWithin(weeks: number, period: Period): Promise<Opened[]> {
  const months = await openedMonthly(weeks, period);
  return [...Map.groupBy(months, ({ source }) => source)].map(([source, own]) => {
    const sent = own.reduce((sum, one) => sum + one.sent, 0);
    const opened = own.reduce<number | undefined>(
      (sum, one) => (sum === undefined || one.opened === undefined ? undefined : sum + one.opened),
      0
    );
    return { source, sent, opened, share: opened === undefined ? undefined : wilson(opened, sent) };
  });
}
