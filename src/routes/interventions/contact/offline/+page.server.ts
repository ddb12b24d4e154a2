/** The page that a device keeps for when there is no network: the empty form, and nothing of who is logged in. */
import { dayOf } from '#time/day.ts';
import { offered } from '../offered.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => offered(dayOf(Date.now()));
