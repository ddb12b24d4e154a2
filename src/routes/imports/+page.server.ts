/** All imports, newest first. */
import * as uploads from '#files/uploads.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ imports: await uploads.list() });
