/** Parts that a report can be about, as a choice. */
import * as subscriptions from '#reports/subscriptions.server.ts';
import { scopeName } from '#reports/words.ts';
import type { Language } from '#ui/format.ts';

/** @returns all first; then populations, teams and sites */
export async function scopes(language: Language): Promise<{ value: string; label: string }[]> {
  return (await subscriptions.scopes()).map((value) => ({ value, label: scopeName(value, language) }));
}
