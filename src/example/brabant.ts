/** An invented Brabant: who is there and what each of them does, from a seed. Distributions: the domain study, sections 1.5 and 7. */

/** Inhabitants × 1,000, for weight only. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'Alphen-Chaam': 10.5,
  Altena: 58,
  Asten: 17,
  'Baarle-Nassau': 7,
  Bergeijk: 19,
  'Bergen op Zoom': 69,
  Bernheze: 33,
  Best: 31,
  Bladel: 21,
  Boekel: 11.5,
  Boxtel: 33,
  Breda: 188,
  Cranendonck: 21,
  Deurne: 33,
  Dongen: 27,
  Drimmelen: 28,
  Eersel: 20,
  Eindhoven: 246,
  'Etten-Leur': 45,
  Geertruidenberg: 22,
  'Geldrop-Mierlo': 41,
  'Gemert-Bakel': 31.5,
  'Gilze en Rijen': 27,
  Goirle: 24.5,
  Halderberge: 31,
  'Heeze-Leende': 17,
  Helmond: 95,
  "'s-Hertogenbosch": 160,
  Heusden: 46,
  Hilvarenbeek: 16,
  Laarbeek: 23.5,
  'Land van Cuijk': 92,
  'Loon op Zand': 24,
  Maashorst: 60,
  Meierijstad: 84,
  Moerdijk: 38,
  'Nuenen, Gerwen en Nederwetten': 24,
  Oirschot: 19.5,
  Oisterwijk: 33.5,
  Oosterhout: 58,
  Oss: 95,
  'Reusel-De Mierden': 14,
  Roosendaal: 78,
  Rucphen: 24,
  'Sint-Michielsgestel': 31,
  Someren: 20,
  'Son en Breugel': 18,
  Steenbergen: 26,
  Tilburg: 229,
  Valkenswaard: 32,
  Veldhoven: 46.5,
  Vught: 32.5,
  Waalre: 18,
  Waalwijk: 50,
  Woensdrecht: 22.5,
  Zundert: 22.5
};

const SECTORS: Readonly<Record<string, number>> = {
  'A Landbouw': 3.4,
  'B-E Industrie': 4,
  'F Bouw': 11.6,
  'G Handel': 12.6,
  'H Vervoer': 2.9,
  'I Horeca': 3.4,
  'J ICT': 5.4,
  'K Financieel': 1.7,
  'L Vastgoed': 1.6,
  'M Specialistisch': 20.3,
  'N Verhuur en diensten': 5.5,
  'O-Q Onderwijs en zorg': 16.1,
  'R-U Overig': 11.4
};

const SIZES: Readonly<Record<string, number>> = {
  '1': 82.1,
  '2': 8.2,
  '3-5': 3.9,
  '5-10': 2.8,
  '10-20': 1.5,
  '20-50': 0.9,
  '50-100': 0.3,
  '100+': 0.4
};

export const PROCESSES: Readonly<Record<string, number>> = {
  Vergunning: 34,
  Melding: 28,
  Subsidie: 22,
  Ontheffing: 10,
  Bezwaar: 6
};

export const SITES = [
  { slug: 'voorbeeld-brabant', name: 'Voorbeeld: brabant', host: 'www.brabant.example', team: 'Berichtenbox' },
  {
    slug: 'voorbeeld-ondernemersplein',
    name: 'Voorbeeld: ondernemersplein',
    host: 'ondernemersplein.example',
    team: 'Ondernemersplein'
  },
  { slug: 'voorbeeld-loket', name: 'Voorbeeld: loket', host: 'loket.gemeente.example', team: 'Loket' }
] as const;

/** When they ran, as shares of the whole time, and by how much they truly raise the chance to read the information. */
export const CAMPAIGNS = [
  { name: 'brief-voorjaar', from: 0.18, to: 0.28, effect: 1.12 },
  { name: 'regel-in-elke-brief', from: 0.45, to: 0.62, effect: 1.25 },
  { name: 'branche-webinar', from: 0.75, to: 0.85, effect: 1 }
] as const;

export const DEPARTMENTS = [
  'Vergunningen',
  'Subsidies',
  'Handhaving',
  'Ruimte',
  'Natuur en milieu',
  'Mobiliteit',
  'Economie',
  'Cultuur en erfgoed',
  'Interbestuurlijk toezicht',
  'Financiën',
  'Juridische zaken',
  'Informatiebeheer'
] as const;

export const WATER_BOARDS = ['Waterschap Aa en Maas', 'Waterschap De Dommel', 'Waterschap Brabantse Delta'] as const;

export type Random = () => number;

/** Numbers in [0, 1) that depend on seed and index only. Mulberry32, public domain, by Tommy Ettinger. */
export function random(seed: number, index: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the keys, by weight. */
export function pick(weights: Readonly<Record<string, number>>, chance: Random): string {
  const entries = Object.entries(weights);
  let left = chance() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) if ((left -= weight) < 0) return name;
  return entries.at(-1)![0];
}

/** The process in which the box is obligatory, and since which share of the whole time. */
export const OBLIGED = { process: 'Subsidie', from: 0.5 } as const;

/** An occasion lasts so many days. */
export const OCCASION_DAYS = 30;

export const STAGES = [
  'reached',
  'information_read',
  'login_started',
  'login_succeeded',
  'box_created',
  'reachability_declared'
] as const;

export interface Company {
  municipality: string;
  sector: string;
  size: string;
  legalForm: string;
  /** Why it is not a user, or that it is: the hidden truth. */
  motive: 'weten' | 'willen' | 'kunnen' | 'gebruiker';
  /** It has a legal duty to send digitally, whatever it wants. */
  must: boolean;
  /** Days since the start on which it had an occasion, with the process; ascending. */
  occasions: { day: number; process: string }[];
  /** Days since the start of each stage it came to, in order; with fractions. */
  stages: number[];
  /** Failed attempts to log in. */
  failures: number;
  /** Days of messages through the box. */
  messages: number[];
  site: number;
  campaign: string;
}

/** Whether one of these came with the duty to send digitally. */
export const isObliged = (occasions: Company['occasions'], days: number): boolean =>
  occasions.some(({ day, process }) => process === OBLIGED.process && day + OCCASION_DAYS > OBLIGED.from * days);

/** Chances to come to each stage from the one before, for a company of average means. */
const ONWARD = [0.6, 0.6, 0.7, 0.74, 0.84, 0.8, 0.84] as const;

/** Where nothing changes companies have come and gone for so many days before the first: then as many use the box at its end as at its begin. */
const LONG_BEFORE = 2_000;

/** What company `index` is and does within `days`, by the seed alone; where nothing changes also what it did long before. */
export function company(seed: number, index: number, days: number, changes = true): Company {
  const chance = random(seed, index);
  const size = pick(SIZES, chance);
  const sector = pick(SECTORS, chance);
  const sole = chance() < (size === '1' ? 0.9 : 0.35);
  const occasions: Company['occasions'] = [];
  const first = changes ? 0 : -LONG_BEFORE;
  for (let day = first + chance() * 160; day < days; day += 40 - Math.log(1 - chance()) * (size === '1' ? 420 : 170)) {
    occasions.push({ day: Math.floor(day), process: pick(PROCESSES, chance) });
  }
  // More companies come in as time goes by: the square root of a uniform number leans to the end.
  const start = changes ? Math.sqrt(chance()) * days * 0.96 : first + chance() * (days - first);
  const when = start / days;
  const campaign = changes ? CAMPAIGNS.find(({ from, to }) => when >= from && when < to && chance() < 0.6) : undefined;
  const means = !changes
    ? 1
    : (sole ? 0.86 : 1.15) *
      (size === '1' ? 1 : 1.12) *
      (sector === 'J ICT' || sector === 'M Specialistisch' ? 1.08 : 1) *
      (sector === 'A Landbouw' ? 0.9 : 1);
  const onward = ONWARD.map((base, stage) => {
    const factor = stage === 1 ? (campaign?.effect ?? 1) : stage === 3 ? means : 1;
    return Math.min(0.97, base * factor * (occasions.length === 0 ? 0.4 : 1));
  });
  const stages: number[] = [];
  let at = start;
  for (const [stage] of STAGES.entries()) {
    if (chance() >= onward[stage]! || at >= days) break;
    stages.push(at);
    at +=
      stage === 0
        ? chance() * 12
        : stage === 2
          ? chance() < 0.5
            ? 0.01
            : chance() * 6
          : chance() * (stage >= 4 ? 14 : 0.08) + 0.002;
  }
  const messages: number[] = [];
  if (stages.length === STAGES.length && chance() < onward[6]!) {
    const pace = 18 + chance() * 90;
    for (let day = at + chance() * 20; day < days; day += pace * (0.4 - Math.log(1 - chance()))) {
      messages.push(day);
      if (chance() < 0.2) break;
    }
  }
  const failures =
    stages.length >= 3 ? (stages.length === 3 ? 1 + Math.floor(chance() * 4) : chance() < 0.25 ? 1 : 0) : 0;
  const motive =
    messages.length > 0
      ? 'gebruiker'
      : stages.length <= 1
        ? chance() < 0.92
          ? 'weten'
          : 'willen'
        : stages.length === 2
          ? 'willen'
          : stages.length === 3
            ? 'kunnen'
            : chance() < 0.5
              ? 'kunnen'
              : 'willen';
  return {
    municipality: pick(WEIGHTS, chance),
    sector,
    size,
    legalForm: sole ? 'eenmanszaak' : 'rechtspersoon',
    motive,
    must: isObliged(occasions, days),
    occasions,
    stages,
    failures,
    messages,
    site: Math.floor(chance() * SITES.length),
    campaign: campaign?.name ?? ''
  };
}
