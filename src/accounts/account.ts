/** An account: somebody who may look or act, by role. */
import { z } from 'zod';

export const ROLES = ['administrator', 'project_team', 'communication', 'manager', 'privacy_officer'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const RIGHTS = [
  'view',
  'keep_views',
  'edit_funnels',
  'experiment',
  'surveys',
  'motives',
  'interventions',
  'reports',
  'import',
  'administer',
  'audit'
] as const;
export type Right = (typeof RIGHTS)[number];

/** What each role may; whatever is not here is denied. */
const GRANTED: Readonly<Record<Role, readonly Right[]>> = {
  administrator: [
    'view',
    'keep_views',
    'edit_funnels',
    'experiment',
    'surveys',
    'interventions',
    'reports',
    'import',
    'administer',
    'audit'
  ],
  project_team: [
    'view',
    'keep_views',
    'edit_funnels',
    'experiment',
    'surveys',
    'motives',
    'interventions',
    'reports',
    'import'
  ],
  communication: ['view', 'keep_views', 'edit_funnels', 'experiment', 'surveys', 'interventions', 'reports'],
  manager: ['view', 'keep_views'],
  privacy_officer: ['view', 'audit']
};

export function may(role: Role, right: Right): boolean {
  return GRANTED[role].includes(right);
}

export const SCOPES = ['read', 'import', 'admin'] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

/** The right a person needs for what a token needs a scope for. */
export const RIGHT_OF_SCOPE: Readonly<Record<Scope, Right>> = { read: 'view', import: 'import', admin: 'administer' };

export interface Account {
  id: string;
  email: string;
  name: string;
  role: Role;
}

export const Email = z
  .email('Geef een e-mailadres.')
  .max(254)
  .transform((value) => value.toLowerCase());
/** NIST SP 800-63B: length counts, composition rules do not. */
export const Password = z.string().min(12, 'Een wachtwoord heeft minstens 12 tekens.').max(200);
export const PersonName = z.string().trim().min(1, 'Vul een naam in.').max(80);

/** Failed logins within a quarter of an hour after which the next must wait. */
export const FAILURES_PER_ACCOUNT = 5;
export const FAILURES_PER_ADDRESS = 30;
/** Idle time after which a session ends (as the message box itself does). */
export const IDLE_MINUTES = 30;
export const INVITATION_DAYS = 7;
