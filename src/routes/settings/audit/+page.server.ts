/** Who did what. */
import * as audit from '#accounts/audit.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ entries: await audit.latest() });
