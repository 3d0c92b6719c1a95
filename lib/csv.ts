// A table for a spreadsheet to open. What a spreadsheet could take for a formula is made text by an apostrophe, also when it
// splits the file at the other separator and so begins a cell in the middle of one. The first sign says that this is UTF-8.

export const csvStart = '\u{FEFF}';

export type CsvCell = string | number;
/** In locales with a decimal comma, spreadsheets expect a semicolon between cells. */
export type CsvSeparator = ',' | ';';

// Line breaks too: read by the other separator, quotes no longer hold a cell together.
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
// Full-width forms too: some spreadsheets read them as the sign they look like, after any space, quote or invisible sign.
const formula = /(^|[,;])(?=[\s"\p{Cf}]*[=+\-@＝＋－＠])/gu;

export function csvLine(cells: readonly CsvCell[], separator: CsvSeparator = ','): string {
  return `${cells.map(csvCell).join(separator)}\r\n`;
}

/** A whole file, for a reader of this language. */
export function toCsv(rows: readonly (readonly CsvCell[])[], locale: string): string {
  const separator = csvSeparator(locale);
  return csvStart + rows.map((cells) => csvLine(cells, separator)).join('');
}

export function csvSeparator(locale: string): CsvSeparator {
  return locale === 'fr' ? ';' : ',';
}

function csvCell(cell: CsvCell): string {
  if (typeof cell === 'number') return String(cell);
  const text = cell.replace(controls, ' ').replace(formula, "$1'");
  const needsQuotes = /[",;]/.test(text) || text !== text.trim();
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
