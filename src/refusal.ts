/** A broken domain rule: a code for programs and one sentence for a person; hooks.server.ts turns it into a status. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: string;
  readonly status: number;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;

  constructor(code: string, message: string, options: { status?: number; retryAfter?: number } = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.retryAfter = options.retryAfter;
  }
}
