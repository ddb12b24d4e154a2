/** For form actions: a deed that may be refused becomes an answer beside its form. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import { Refusal } from '#refusal.ts';

export async function attempt<T>(deed: () => Promise<T>): Promise<T | ActionFailure<{ refused: string }>> {
  try {
    return await deed();
  } catch (error) {
    if (error instanceof Refusal) return fail(error.status, { refused: error.message });
    throw error;
  }
}

/** A text field of a form; absent is empty. */
export function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
