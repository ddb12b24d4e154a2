/** The door for events. */
import { answer } from '#events/door.server.ts';
import { eventDoor } from '../public-doors.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = eventDoor(answer, 'key');

export const POST = handle;
export const OPTIONS = handle;
