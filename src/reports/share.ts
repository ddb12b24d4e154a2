/** A link by which somebody without an account reads one report, or a feed of all of one part. */

export const SHARE_KINDS = ['link', 'feed'] as const;
export type ShareKind = (typeof SHARE_KINDS)[number];

/** Days that a link holds where nobody says, and at most; a feed is read by a program, and holds as long as it may. */
export const USUAL_DAYS = 30;
export const MOST_DAYS = 365;
export const DAYS = [7, 30, 90, 365] as const;

/** A password that goes by telephone or another message; the link itself is the longer secret. */
export const LEAST_PASSWORD = 8;

/** Wrong passwords within a quarter of an hour after which the next must wait: of one link, and from one address. */
export const GUESSES_PER_SHARE = 5;
export const GUESSES_PER_ADDRESS = 20;
/** Minutes that a link stays open after its password was given. */
export const OPEN_MINUTES = 60;

export interface Share {
  id: string;
  kind: ShareKind;
  /** Of a link. */
  report: string | undefined;
  /** Of a feed. */
  scope: string;
  hasPassword: boolean;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | undefined;
  lastUsedAt: Date | undefined;
}

export type Standing = 'open' | 'expired' | 'revoked';

export const standingOf = ({ revokedAt, expiresAt }: Pick<Share, 'revokedAt' | 'expiresAt'>, now: Date): Standing =>
  revokedAt ? 'revoked' : expiresAt <= now ? 'expired' : 'open';
