/** What the parts of motives share: whether whoever looks may go down to single organisations. */
import { may } from '#accounts/account.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => ({
  mayTarget: locals.account ? may(locals.account.role, 'motives') : false
});
