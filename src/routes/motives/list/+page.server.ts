/** Down to single organisations, for the project team alone: whom to approach, and the evidence of one. All of it is noted, with its purpose. */
import { fail } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import * as audit from '#accounts/audit.server.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import * as uploads from '#files/uploads.server.ts';
import * as touches from '#interventions/touches.server.ts';
import * as evidence from '#motives/evidence.server.ts';
import { MOTIVES } from '#surveys/motive.ts';
import { targets } from '#motives/targets.server.ts';
import { LIST_LIMIT } from '#organisations/address-list.server.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { organisationKey, type Pseudonym } from '#store/pseudonym.server.ts';
import { dayOf } from '#time/day.ts';
import { withoutNumbers } from '#surveys/response.ts';
import { csv } from '#ui/csv.ts';
import { m } from '#ui/paraglide/messages.js';
import { attempt, text } from '../../attempt.ts';
import type { Actions } from './$types';

/** Beside a pseudonym a number would say whose it is. */
const Purpose = z.string().trim().min(10).max(300).transform(withoutNumbers);
const Wanted = z.object({ population: z.enum(CLIMBERS), purpose: Purpose });
const Targeted = Wanted.extend({ motive: z.enum(MOTIVES), column: z.string().trim().max(200) });
const Looked = Wanted.extend({ reference: z.string().trim().min(3).max(40) });

const labels = { purpose: m.motives_list_purpose, reference: m.motives_list_reference };

/** Which of these companies were approached shortly before; the others are taken for today, where they will be. */
function held(organisations: readonly Pseudonym[], approach: boolean): Promise<Set<Pseudonym>> {
  const [all, today] = [[...new Set(organisations)], dayOf(Date.now())];
  return approach ? touches.reserve(all, today, `list:${randomUUID()}`) : touches.blocked(all, today);
}

export const actions: Actions = {
  choose: ({ request, locals }) =>
    attempt(async () => {
      if (Number(request.headers.get('content-length') ?? Infinity) > LIST_LIMIT)
        throw new Refusal('file_too_large', 'De lijst is groter dan 50 MB. Deel haar op.', { status: 413 });
      const form = await request.formData();
      const file = form.get('file');
      const given = Object.fromEntries(
        ['population', 'motive', 'purpose', 'column'].map((name) => [name, text(form, name)])
      );
      const { purpose, ...wanted } = wellFormed(Targeted, given, 'target_wrong');
      if (!(file instanceof File) || file.size === 0) throw new Refusal('file_missing', 'Kies een bestand.');
      const id = await uploads.receive({ kind: 'targets', source: '', filename: file.name }, file.stream());
      try {
        const { path } = (await uploads.waiting(id))!;
        const { lines, organisations, ...found } = await targets({ path, filename: file.name }, wanted);
        const isCompany = wanted.population === 'company';
        const approach = isCompany && form.get('approach') !== null;
        const blocked = isCompany ? await held(organisations, approach) : new Set<Pseudonym>();
        const [names = [], ...rows] = lines;
        const free = rows.filter((_, place) => !blocked.has(organisations[place]!));
        const counts = { ...found, chosen: free.length, blocked: rows.length - free.length };
        await audit.note(locals.account!.id, 'target_list_made', wanted.motive, { ...counts, approach, purpose });
        return { chosen: { ...counts, isCompany, approach, motive: wanted.motive, file: csv([names, ...free]) } };
      } finally {
        await uploads.discard(id);
      }
    }, labels),
  look: ({ request, locals }) =>
    attempt(async () => {
      const form = await request.formData();
      const given = Object.fromEntries(['population', 'reference', 'purpose'].map((name) => [name, text(form, name)]));
      const { population, reference, purpose } = wellFormed(Looked, given, 'look_wrong');
      const organisation = organisationKey(reference);
      await audit.note(locals.account!.id, 'evidence_looked_at', organisation, { purpose });
      const [explained] = await evidence.of(population, [organisation]);
      return explained ? { explained } : fail(404, { refused: m.motives_list_unknown() });
    }, labels)
};
