/** An organisation of the registry: who could use the box. */
import { z } from 'zod';
import type { Column } from '#files/column.ts';

export const POPULATIONS = ['company', 'authority', 'department'] as const;
export const Population = z.enum(POPULATIONS);
export type Population = z.infer<typeof Population>;

const WORDS: Readonly<Record<string, Population>> = {
  company: 'company', bedrijf: 'company', onderneming: 'company', vestiging: 'company', authority: 'authority', overheid: 'authority', 'bevoegde instantie': 'authority',
  gemeente: 'authority', waterschap: 'authority', provincie: 'authority', department: 'department', afdeling: 'department', team: 'department'
};

export const populationOf = (word: string): Population | undefined => (word === '' ? 'company' : WORDS[word.trim().toLowerCase()]);

export const ORGANISATION_COLUMNS: readonly Column[] = [
  { name: 'reference', required: true, also: ['referentie', 'kvk', 'kvk-nummer', 'kvknummer', 'oin', 'code', 'nummer', 'vestigingsnummer'] },
  { name: 'population', required: false, also: ['doelgroep', 'soort', 'type'] },
  { name: 'head', required: false, also: ['hoofd', 'hoofdnummer', 'hoort bij'] },
  { name: 'name', required: false, also: ['naam'] },
  { name: 'sector', required: false, also: ['sbi', 'branche', 'bedrijfstak'] },
  { name: 'size', required: false, also: ['grootte', 'grootteklasse', 'werkzame personen'] },
  { name: 'legal_form', required: false, also: ['rechtsvorm'] },
  { name: 'municipality', required: false, also: ['gemeente', 'vestigingsgemeente'] },
  { name: 'valid_from', required: false, also: ['vanaf', 'geldig vanaf', 'begindatum', 'inschrijving'] },
  { name: 'valid_to', required: false, also: ['tot', 'geldig tot', 'einddatum', 'uitschrijving'] },
  { name: 'processes', required: false, also: ['processen', 'aanleidingen', 'procedures'] },
  { name: 'eligible_from', required: false, also: ['aanleiding vanaf'] },
  { name: 'eligible_to', required: false, also: ['aanleiding tot'] }
];

/**
 * What is wrong with a reference, if anything: KvK has 8 digits, a branch 12, RSIN 9, OIN 20; other references are codes
 * with at least a letter.
 */
export function referenceFault(reference: string): string | undefined {
  const bare = reference.replace(/\s/g, '');
  if (/^\d+$/.test(bare)) return [8, 9, 12, 20].includes(bare.length) ? undefined : 'heeft geen 8 (KvK), 9 (RSIN), 12 (vestiging) of 20 (OIN) cijfers';
  return /^[\p{L}\d][\p{L}\d .,'()&/_-]{0,79}$/u.test(reference) ? undefined : 'is geen nummer of code';
}
