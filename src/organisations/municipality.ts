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

/** What it is today, through mergers; undefined when it was divided over several. */
export function today(municipality: Municipality): Municipality | undefined {
  if (municipality.validTo === FOREVER) return municipality;
  const successor = named(municipality.successor);
  return successor && today(successor);
}
