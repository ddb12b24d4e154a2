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
    'Alphen-Chaam', 'Altena', 'Baarle-Nassau', 'Bergen op Zoom', 'Breda', 'Drimmelen', 'Etten-Leur', 'Geertruidenberg', 'Halderberge',
    'Moerdijk', 'Oosterhout', 'Roosendaal', 'Rucphen', 'Steenbergen', 'Woensdrecht', 'Zundert'
  ],
  'Hart van Brabant': [
    'Dongen', 'Gilze en Rijen', 'Goirle', 'Heusden', 'Hilvarenbeek', 'Loon op Zand', 'Oisterwijk', 'Tilburg', 'Waalwijk'
  ],
  'Noordoost-Brabant': [
    'Bernheze', 'Boekel', 'Boxtel', "'s-Hertogenbosch", 'Land van Cuijk', 'Maashorst', 'Meierijstad', 'Oss', 'Sint-Michielsgestel', 'Vught'
  ],
  'Zuidoost-Brabant': [
    'Asten', 'Bergeijk', 'Best', 'Bladel', 'Cranendonck', 'Deurne', 'Eersel', 'Eindhoven', 'Geldrop-Mierlo', 'Gemert-Bakel', 'Heeze-Leende',
    'Helmond', 'Laarbeek', 'Nuenen, Gerwen en Nederwetten', 'Oirschot', 'Reusel-De Mierden', 'Someren', 'Son en Breugel', 'Valkenswaard',
    'Veldhoven', 'Waalre'
  ]
};

/** Merged on 1-1-2022: Land van Cuijk out of five, Maashorst out of two. */
const MERGED_2022: Readonly<Record<string, readonly string[]>> = {
  'Land van Cuijk': ['Boxmeer', 'Cuijk', 'Grave', 'Mill en Sint Hubert', 'Sint Anthonis'],
  Maashorst: ['Landerd', 'Uden']
};
const MERGER = '2022-01-01';

export const MUNICIPALITIES: readonly Municipality[] = [
  ...Object.entries(TODAY).flatMap(([region, names]) =>
    names.map((name) => ({ name, region, validFrom: MERGED_2022[name] ? MERGER : LONG_AGO, validTo: FOREVER, successor: '' }))
  ),
  ...Object.entries(MERGED_2022).flatMap(([successor, names]) =>
    names.map((name) => ({ name, region: 'Noordoost-Brabant', validFrom: LONG_AGO, validTo: MERGER, successor }))
  )
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

/** The municipality of today that a name stands for, through mergers; undefined when it is none in Brabant. */
export function today(name: string): Municipality | undefined {
  const found = byName.get(fold(name));
  return found?.successor ? byName.get(fold(found.successor)) : found;
}
