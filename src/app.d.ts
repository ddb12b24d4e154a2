/// <reference types="vite/client" />
import type { Account } from '#accounts/account.ts';
import type { Bearer } from '#accounts/tokens.server.ts';
import type { DoorAnswer, DoorRequest } from '#events/door.server.ts';
import type * as delivery from '#interventions/door.server.ts';
import type { Refusal } from '#refusal.ts';

declare global {
  namespace App {
    interface Locals {
      account: Account | undefined;
      sessionId: string | undefined;
      /** When the session ends unless something is done. */
      sessionEndsAt: Date | undefined;
      bearer: Bearer | undefined;
      /** Set by handleError, or by a page that can answer only part of what was asked, so that handle can give the answer its status. */
      refusal: Refusal | undefined;
    }
    interface Error {
      message: string;
      code?: string;
      /** Of a refusal: what the answer has, because to Kit every error thrown is a 500. */
      status?: number;
    }
  }
  /** Set by hooks.server.ts once the app is ready; read by the server in front of it. */
  var hoera:
    | {
        collect: (request: DoorRequest) => Promise<DoorAnswer>;
        track: (request: DoorRequest) => Promise<DoorAnswer>;
        deliver: typeof delivery.answer;
        stream: typeof delivery.stream;
        close: () => Promise<void>;
      }
    | undefined;
}
export {};
