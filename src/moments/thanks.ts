/** Whom to thank for a moment, in the words of every page, report, mail and feed. */
import type { Kind } from '#moments/moment.ts';
import type { Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** Teams and authorities by name; of a tip without any whoever gave it, and else everybody: it is never nobody's work. */
export function thanksText({ kind, thanks }: { kind: Kind; thanks: readonly string[] }, language: Language): string {
  if (thanks.length > 0) return thanks.join(', ');
  return (kind === 'tip' ? m.moments_thanks_tip : m.moments_thanks_all)({}, { locale: language });
}
