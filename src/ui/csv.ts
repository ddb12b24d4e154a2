/** CSV as Dutch spreadsheets expect it. */

const NUMBER = /^[+-]?\d[\d.,]*%?$/;

/** A cell in quotes; it never starts a formula (OWASP, CSV injection), and a number with its sign is none. */
export function csvCell(value: string): string {
  const safe = NUMBER.test(value) ? value : value.replace(/^[=+\-@\t\r]/, "'$&");
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A file with semicolons, and the mark in front by which Excel reads it as UTF-8. */
export const csv = (lines: readonly (readonly string[])[]): string =>
  `\ufeff${lines.map((line) => line.map(csvCell).join(';')).join('\r\n')}\r\n`;

/** The file as an address, for a link that downloads it. */
export const csvAddress = (text: string): string => `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`;
