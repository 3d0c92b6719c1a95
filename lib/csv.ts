// A table as a spreadsheet opens it. A cell that a spreadsheet would take for a formula begins with an apostrophe, which
// it shows as text; the sign in front of all tells it that this is UTF-8.

export const csvStart = '\u{FEFF}';

export type CsvCell = string | number;
/** Where a comma stands in numbers, spreadsheets expect a semicolon between cells. */
export type CsvSeparator = ',' | ';';

// Full-width forms too: some spreadsheets read them as the sign they look like.
const formula = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/u;

export function csvLine(cells: readonly CsvCell[], separator: CsvSeparator = ','): string {
  return `${cells.map((cell) => csvCell(cell, separator)).join(separator)}\r\n`;
}

/** A whole file, for a reader of this language. */
export function toCsv(rows: readonly (readonly CsvCell[])[], locale: string): string {
  const separator = csvSeparator(locale);
  return csvStart + rows.map((cells) => csvLine(cells, separator)).join('');
}

export function csvSeparator(locale: string): CsvSeparator {
  return locale === 'fr' ? ';' : ',';
}

function csvCell(cell: CsvCell, separator: CsvSeparator): string {
  if (typeof cell === 'number') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  const needsQuotes = /["\r\n\t]/.test(text) || text.includes(separator) || text !== text.trim();
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
