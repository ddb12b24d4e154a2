/** The kinds of file that can be imported, by the word that stands in a form. */
import { ACCESS_LOG } from '#events/access-logs.server.ts';
import { USAGE } from '#events/messages.server.ts';
import type { Kind } from '#files/kind.server.ts';
import { REGISTRY } from '#organisations/organisations.server.ts';
import { Refusal } from '#refusal.ts';
import { ANSWERS } from '#surveys/answer-files.server.ts';

export const KINDS: readonly Kind[] = [USAGE, REGISTRY, ACCESS_LOG, ANSWERS];

export function kindOf(name: string): Kind {
  const kind = KINDS.find((candidate) => candidate.name === name);
  if (!kind) throw new Refusal('kind_unknown', 'Kies wat voor bestand het is.');
  return kind;
}
