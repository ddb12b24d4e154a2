/** The start is the adoption view. */
import { redirect } from '@sveltejs/kit';

export const load = () => redirect(307, '/adoption');
