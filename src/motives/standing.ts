/** What an organisation can be on a day: outside the question, a non-user with its likeliest motive, a user, or one who was. */
import { INFERRED } from '#motives/motive.ts';

export const STANDINGS = ['no_occasion', ...INFERRED, 'unknown', 'using', 'lapsed'] as const;
export type Standing = (typeof STANDINGS)[number];
