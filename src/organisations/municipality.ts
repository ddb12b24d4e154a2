/** Municipalities of Noord-Brabant with region, validity and, where merged, their successor. */

export interface Municipality {
  name: string;
  region: string;
  /** Days yyyy-mm-dd; the end is exclusive. */
  validFrom: string;
  validTo: string;
  /** Name of the municipality it became part of, empty while it exists. */
  successor: string;
}

export const FOREVER = '2149-01-01';
const LONG_AGO = '1997-01-01';

/** Region names as the province's four parts; the split is that of the domain study, section 7. */
const TODAY: Readonly<Record<string, readonly string[]>> = {
  'West-Brabant': [
    'Alphen-Chaam',
    'Altena',
    'Baarle-Nassau',
    'Bergen op Zoom',
    'Breda',
    'Drimmelen',
    'Etten-Leur',
    'Geertruidenberg',
    'Halderberge',
    'Moerdijk',
    'Oosterhout',
    'Roosendaal',
    'Rucphen',
    'Steenbergen',
    'Woensdrecht',
    'Zundert'
  ],
  'Hart van Brabant': [
    'Dongen',
    'Gilze en Rijen',
    'Goirle',
    'Heusden',
    'Hilvarenbeek',
    'Loon op Zand',
    'Oisterwijk',
    'Tilburg',
    'Waalwijk'
  ],
  'Noordoost-Brabant': [
    'Bernheze',
    'Boekel',
    'Boxtel',
    "'s-Hertogenbosch",
    'Land van Cuijk',
    'Maashorst',
    'Meierijstad',
    'Oss',
    'Sint-Michielsgestel',
    'Vught'
  ],
  'Zuidoost-Brabant': [
    'Asten',
    'Bergeijk',
    'Best',
    'Bladel',
    'Cranendonck',
    'Deurne',
    'Eersel',
    'Eindhoven',
    'Geldrop-Mierlo',
    'Gemert-Bakel',
    'Heeze-Leende',
    'Helmond',
    'Laarbeek',
    'Nuenen, Gerwen en Nederwetten',
    'Oirschot',
    'Reusel-De Mierden',
    'Someren',
    'Son en Breugel',
    'Valkenswaard',
    'Veldhoven',
    'Waalre'
  ]
};

/** What became of the 67 of 2013, so that the numbers add up: each merger by its day. */
const MERGERS: readonly { day: string; region: string; into: string; from: readonly string[] }[] = [
  {
    day: '2017-01-01',
    region: 'Noordoost-Brabant',
    into: 'Meierijstad',
    from: ['Schijndel', 'Sint-Oedenrode', 'Veghel']
  },
  { day: '2019-01-01', region: 'West-Brabant', into: 'Altena', from: ['Aalburg', 'Werkendam', 'Woudrichem'] },
  {
    day: '2022-01-01',
    region: 'Noordoost-Brabant',
    into: 'Land van Cuijk',
    from: ['Boxmeer', 'Cuijk', 'Grave', 'Mill en Sint Hubert', 'Sint Anthonis']
  },
  { day: '2022-01-01', region: 'Noordoost-Brabant', into: 'Maashorst', from: ['Landerd', 'Uden'] }
];

/** Divided over several, so that the name alone does not tell where somebody is now. */
const SPLIT: readonly { day: string; region: string; name: string }[] = [
  { day: '2015-01-01', region: 'Noordoost-Brabant', name: 'Maasdonk' },
  { day: '2021-01-01', region: 'Hart van Brabant', name: 'Haaren' }
];

export const MUNICIPALITIES: readonly Municipality[] = [
  ...Object.entries(TODAY).flatMap(([region, names]) =>
    names.map((name) => ({
      name,
      region,
      validFrom: MERGERS.find(({ into }) => into === name)?.day ?? LONG_AGO,
      validTo: FOREVER,
      successor: ''
    }))
  ),
  ...MERGERS.flatMap(({ day, region, into, from }) =>
    from.map((name) => ({ name, region, validFrom: LONG_AGO, validTo: day, successor: into }))
  ),
  ...SPLIT.map(({ day, region, name }) => ({ name, region, validFrom: LONG_AGO, validTo: day, successor: '' }))
];

const byName = new Map(MUNICIPALITIES.map((municipality) => [fold(municipality.name), municipality]));

function fold(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ c\.?a\.?$/, ', gerwen en nederwetten')
    .replace(/^den bosch$/, 's-hertogenbosch')
    .replace(/[^a-z]/g, '');
}

/** The municipality of now or then that a name stands for; undefined when it is none in Brabant. */
export const named = (name: string): Municipality | undefined => byName.get(fold(name));

/** By which boundaries organisations are counted: those of today, or those of the day that is asked about. */
export const BOUNDARIES = ['now', 'then'] as const;
export type Boundaries = (typeof BOUNDARIES)[number];

/** What it is today, through mergers; undefined when it was divided over several. */
export function today(municipality: Municipality): Municipality | undefined {
  if (municipality.validTo === FOREVER) return municipality;
  const successor = named(municipality.successor);
  return successor && today(successor);
}

const UNKNOWN_THEN = ' (unknown then)';

/** Of which the source gave a name that did not exist yet, or no longer: which municipality it was then nobody knows. */
const unknownThen = (name: string): string => name + UNKNOWN_THEN;

/** A municipality by its name of then: which one, and whether it is more than that it later came to be part of it. */
export function readThen(value: string): { name: string; isKnown: boolean } {
  const isKnown = !value.endsWith(UNKNOWN_THEN);
  return { name: isKnown ? value : value.slice(0, -UNKNOWN_THEN.length), isKnown };
}

/** What is counted together by the boundaries of today; of a divided municipality nobody knows where it would be. */
export function todayOf(value: string): string {
  const found = named(readThen(value).name);
  return found ? (today(found)?.name ?? '') : value;
}

/** The engine's first day. */
const BEGINNING = '1970-01-01';

/** Under which name somebody lay from which day until which, the end exclusive. */
export interface Lay {
  from: string;
  until: string;
  municipality: string;
}

/**
 * In which municipality somebody lay, day by day, of whom a source gave this name. A source is believed wherever it can be right. Before
 * a municipality was made out of others it cannot, and which of them it was is not guessed; after it was merged it is what it became.
 */
export function throughTime(municipality: Municipality): Lay[] {
  const { name, validFrom, validTo } = municipality;
  const before = { from: BEGINNING, until: validFrom, municipality: unknownThen(name) };
  const lays: Lay[] = validFrom > LONG_AGO ? [before] : [];
  lays.push({ from: lays.length > 0 ? validFrom : BEGINNING, until: validTo, municipality: name });
  for (let last = municipality; last.validTo < FOREVER;) {
    const next = named(last.successor);
    const until = next?.validTo ?? FOREVER;
    lays.push({ from: last.validTo, until, municipality: next ? next.name : unknownThen(last.name) });
    if (!next) break;
    last = next;
  }
  return lays;
}

const changing = MUNICIPALITIES.map((one) => ({ given: one.name, lays: throughTime(one) })).filter(
  ({ lays }) => lays.length > 1
);

/** The same as parameters of a question, of the names that were not always what they are: all others stand for themselves. */
export const RENAMED = {
  renamed: changing.map(({ given }) => given),
  renamed_from: changing.map(({ lays }) => lays.map(({ from }) => from)),
  renamed_until: changing.map(({ lays }) => lays.map(({ until }) => until)),
  renamed_to: changing.map(({ lays }) => lays.map(({ municipality }) => municipality))
};
