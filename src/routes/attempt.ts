/** For form actions: a deed that may be refused becomes an answer beside its form. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import { Refusal, type WrongPart } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';

/** What a page calls the parts of what is filled in, by path; * stands for any place in a list. */
export type Labels = Readonly<Record<string, () => string>>;

const FAULTS: Readonly<Record<WrongPart['fault'], (given: { field: string }) => string>> = {
  little: m.app_field_little,
  much: m.app_field_much,
  kind: m.app_field_kind,
  form: m.app_field_form
};

function said({ message, part }: Refusal, labels: Labels): string {
  const label = part && labels[part.path.replace(/\b\d+\b/g, '*')];
  return part && label ? FAULTS[part.fault]({ field: label() }) : message;
}

/** @param labels how the form names what may be wrong */
export async function attempt<T>(
  deed: () => Promise<T>,
  labels: Labels = {}
): Promise<T | ActionFailure<{ refused: string }>> {
  try {
    return await deed();
  } catch (error) {
    if (error instanceof Refusal) return fail(error.status, { refused: said(error, labels) });
    throw error;
  }
}

/** A text field of a form; absent is empty. */
export function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
