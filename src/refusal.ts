/** A broken domain rule: a code for programs and one sentence for a person; hooks.server.ts turns it into a status. */
import type { z } from 'zod';

export interface WrongPart {
  /** Names and places on the way to it, joined by dots. */
  path: string;
  fault: 'little' | 'much' | 'kind' | 'form';
}

export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: string;
  readonly status: number;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;
  /** Which part of what was given is wrong; a page names it as it stands there. */
  readonly part: WrongPart | undefined;

  constructor(code: string, message: string, options: { status?: number; retryAfter?: number; part?: WrongPart } = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.retryAfter = options.retryAfter;
    this.part = options.part;
  }
}

/**
 * What was given, as a schema has it.
 * @throws Refusal with this code, naming the first part that is wrong
 */
export function wellFormed<T>(schema: z.ZodType<T>, given: unknown, code: string): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  const fault = FAULTS[issue?.code ?? ''] ?? 'form';
  throw new Refusal(code, `${path}: ${issue?.message ?? ''}`, { part: { path, fault } });
}

const FAULTS: Readonly<Record<string, WrongPart['fault']>> = {
  too_small: 'little',
  too_big: 'much',
  invalid_type: 'kind'
};
