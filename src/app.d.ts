/// <reference types="vite/client" />
import type { DoorAnswer, DoorRequest } from '#events/door.server.ts';

declare global {
  namespace App {}
  /** Set by hooks.server.ts once the app is ready; read by the server in front of it. */
  var hoera: { collect: (request: DoorRequest) => Promise<DoorAnswer>; close: () => Promise<void> } | undefined;
}
export {};
