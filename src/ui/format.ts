/** Numbers, shares, moments and durations as people read them, in the language of the page; days are Amsterdam's. */
export type Language = 'nl' | 'en';

const LOCALE: Record<Language, string> = { nl: 'nl-NL', en: 'en-GB' };
const ZONE = 'Europe/Amsterdam';

// Making a formatter takes far longer than using it, and a table uses the same few for every cell.
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numbers(language: Language, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = (made.get(key) as Intl.NumberFormat | undefined) ?? new Intl.NumberFormat(LOCALE[language], options);
  made.set(key, format);
  return format;
}

function dates(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `date ${language} ${JSON.stringify(options)}`;
  const format =
    (made.get(key) as Intl.DateTimeFormat | undefined) ??
    new Intl.DateTimeFormat(LOCALE[language], { timeZone: ZONE, ...options });
  made.set(key, format);
  return format;
}

export function number(value: number, language: Language): string {
  return numbers(language).format(value);
}

/** A share between 0 and 1 as a percentage with one decimal. */
export function share(value: number, language: Language): string {
  return numbers(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1
  }).format(value);
}

/** A difference of two shares in percentage points, with its sign. */
export function points(value: number, language: Language): string {
  return numbers(language, {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1
  }).format(value * 100);
}

/** A number with up to three significant digits behind it, such as 12,4; with its sign when it is a difference. */
export function decimal(value: number, language: Language, signed = false): string {
  return numbers(language, {
    maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1,
    signDisplay: signed ? 'exceptZero' : 'auto'
  }).format(value);
}

/** As in "3 mrt", for an axis. */
export function dayAndMonth(value: Date, language: Language): string {
  return dates(language, { day: 'numeric', month: 'short' }).format(value);
}

/** d-m-yyyy in Dutch, dd/mm/yyyy in English; takes a moment or a yyyy-mm-dd day. */
export function day(value: Date | string, language: Language): string {
  const moment = typeof value === 'string' ? new Date(`${value.slice(0, 10)}T12:00:00Z`) : value;
  return dates(language, { day: 'numeric', month: 'numeric', year: 'numeric' }).format(moment);
}

/** As in "mrt 2026", for a day of that month (yyyy-mm-dd). */
export function month(value: string, language: Language): string {
  return dates(language, { month: 'short', year: 'numeric' }).format(new Date(`${value}T12:00:00Z`));
}

export function moment(value: Date, language: Language): string {
  return dates(language, {
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit'
  }).format(value);
}

export function clock(value: Date, language: Language): string {
  return dates(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(value);
}

/** Seconds in the largest unit that fits, such as "3 dagen". */
export function duration(seconds: number, language: Language): string {
  const [value, unit]: [number, string] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 5_400
        ? [seconds / 60, 'minute']
        : seconds < 129_600
          ? [seconds / 3600, 'hour']
          : [seconds / 86_400, 'day'];
  const digits = value < 10 && unit !== 'second' ? 1 : 0;
  return numbers(language, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: digits
  }).format(value);
}
