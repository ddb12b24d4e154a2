/** What a site gets. */
import { answer } from '#interventions/door.server.ts';
import { deliveryDoor } from '../../../public-doors.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = deliveryDoor(answer);

export const GET = handle;
export const OPTIONS = handle;
