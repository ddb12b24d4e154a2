/** A broken domain rule: a code for programs and one sentence for a person; hooks.server.ts turns it into a status. */
import type { z } from 'zod';

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

/**
 * What was given, as a schema has it.
 * @throws Refusal with this code, naming the first part that is wrong
 */
export function wellFormed<T>(schema: z.ZodType<T>, given: unknown, code: string): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal(code, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
