/** The door for what GrowthBook's SDKs report. */
import { answerTrack } from '#events/door.server.ts';
import { eventDoor } from '../public-doors.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = eventDoor(answerTrack, 'client_key');

export const POST = handle;
export const OPTIONS = handle;
