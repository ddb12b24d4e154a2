/** Evaluation for one visitor. */
import { answer } from '#interventions/door.server.ts';
import { deliveryDoor } from '../../../public-doors.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = deliveryDoor(answer);

export const POST = handle;
export const OPTIONS = handle;
