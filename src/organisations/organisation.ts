/** An organisation of the registry: who could use the box. */
import { z } from 'zod';
import { required, text, type Column, type Mapping } from '#files/column.ts';
import { WrongCell, type Cells } from '#files/table.ts';

const POPULATIONS = ['company', 'authority', 'department'] as const;
export const Population = z.enum(POPULATIONS);
export type Population = z.infer<typeof Population>;

const WORDS: Readonly<Record<string, Population>> = {
  company: 'company',
  bedrijf: 'company',
  onderneming: 'company',
  vestiging: 'company',
  authority: 'authority',
  overheid: 'authority',
  'bevoegde instantie': 'authority',
  gemeente: 'authority',
  waterschap: 'authority',
  provincie: 'authority',
  department: 'department',
  afdeling: 'department',
  team: 'department'
};

export const populationOf = (word: string): Population | undefined =>
  word === '' ? 'company' : WORDS[word.trim().toLowerCase()];

export const ORGANISATION_COLUMNS: readonly Column[] = [
  {
    name: 'reference',
    title: 'nummer',
    examples: ['99000001', '990000010001', 'gemeente-oss'],
    required: true,
    also: ['referentie', 'kvk', 'kvk-nummer', 'kvknummer', 'oin', 'code', 'nummer', 'vestigingsnummer']
  },
  {
    name: 'population',
    title: 'doelgroep',
    examples: ['bedrijf', 'vestiging', 'gemeente'],
    words: WORDS,
    required: false,
    also: ['doelgroep', 'soort', 'type']
  },
  {
    name: 'head',
    title: 'hoofdnummer',
    examples: ['', '99000001', ''],
    required: false,
    also: ['hoofd', 'hoofdnummer', 'hoort bij']
  },
  { name: 'name', title: 'naam', examples: ['', '', 'Gemeente Oss'], required: false, also: ['naam'] },
  {
    name: 'sector',
    title: 'sector',
    examples: ['Bouw', 'Bouw', ''],
    required: false,
    also: ['sbi', 'branche', 'bedrijfstak']
  },
  {
    name: 'size',
    title: 'grootteklasse',
    examples: ['10-20', '2', ''],
    required: false,
    also: ['grootte', 'grootteklasse', 'werkzame personen']
  },
  { name: 'legal_form', title: 'rechtsvorm', examples: ['BV', '', ''], required: false, also: ['rechtsvorm'] },
  {
    name: 'municipality',
    title: 'gemeente',
    examples: ['Oss', 'Breda', 'Oss'],
    required: false,
    also: ['gemeente', 'vestigingsgemeente']
  },
  {
    name: 'valid_from',
    title: 'geldig vanaf',
    examples: ['1-1-2020', '', ''],
    words: 'date',
    required: false,
    also: ['vanaf', 'geldig vanaf', 'begindatum', 'inschrijving']
  },
  {
    name: 'valid_to',
    title: 'geldig tot',
    examples: [],
    words: 'date',
    required: false,
    also: ['tot', 'geldig tot', 'einddatum', 'uitschrijving']
  },
  {
    name: 'processes',
    title: 'aanleidingen',
    examples: ['Subsidie|Melding', '', 'Subsidie'],
    required: false,
    also: ['processen', 'aanleidingen', 'procedures', 'process', 'proces', 'aanleiding', 'procedure']
  },
  {
    name: 'eligible_from',
    title: 'aanleiding vanaf',
    examples: [],
    words: 'date',
    required: false,
    also: ['aanleiding vanaf']
  },
  {
    name: 'eligible_to',
    title: 'aanleiding tot',
    examples: [],
    words: 'date',
    required: false,
    also: ['aanleiding tot']
  }
];

/**
 * What is wrong with a reference, if anything: KvK has 8 digits, a branch 12, RSIN 9, OIN 20; other references are codes
 * with at least a letter.
 */
export function referenceFault(reference: string): string | undefined {
  const bare = reference.replace(/\s/g, '');
  if (/^\d+$/.test(bare))
    return [8, 9, 12, 20].includes(bare.length)
      ? undefined
      : 'heeft geen 8 (KvK), 9 (RSIN), 12 (vestiging) of 20 (OIN) cijfers';
  return /^[\p{L}\d][\p{L}\d .,'()&/_-]{0,79}$/u.test(reference) ? undefined : 'is geen nummer of code';
}

/**
 * The reference in a cell, checked.
 * @throws WrongCell
 */
export function referenceIn(cells: Cells, mapping: Mapping, column: string): string {
  const title = mapping[column] ?? '';
  const value = required(cells, mapping, column);
  // A spreadsheet that takes a KvK number for an amount drops its leading zero.
  const whole = typeof cells[title] === 'number' && value.length === 7 ? `0${value}` : value;
  const fault = referenceFault(whole);
  if (fault) throw new WrongCell(column, /^[\d\s]+$/.test(whole) ? 'digits' : 'not_a_code', fault);
  return whole;
}

/** Columns that say something about an organisation itself; a file without any of them only tells its occasions. */
const DESCRIBING = [
  'population',
  'head',
  'name',
  'sector',
  'size',
  'legal_form',
  'municipality',
  'valid_from',
  'valid_to'
];

export const describes = (mapping: Mapping): boolean => DESCRIBING.some((column) => mapping[column] !== undefined);

/** Statistics Netherlands' size classes of persons employed, each up to but not including the next. */
const CLASSES: readonly (readonly [from: number, name: string])[] = [
  [100, '100+'],
  [50, '50-100'],
  [20, '20-50'],
  [10, '10-20'],
  [5, '5-10'],
  [3, '3-5'],
  [2, '2'],
  [0, '1']
];

/** A size class; a number of persons becomes the class it falls in. */
export function sizeIn(cells: Cells, mapping: Mapping): string {
  const value = text(cells, mapping, 'size').replace(/\s*(?:–|tot|-)\s*/, '-');
  if (!/^\d{1,7}$/.test(value)) return value.slice(0, 20);
  return CLASSES.find(([from]) => Number(value) >= from)?.[1] ?? '';
}
