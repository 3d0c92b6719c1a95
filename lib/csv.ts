// A table for a spreadsheet to open. What a spreadsheet could take for a formula is made text by an apostrophe, also when it
// splits the file at the other separator and so begins a cell in the middle of one. The first sign says that this is UTF-8.

export const csvStart = '\u{FEFF}';
export const csvType = 'text/csv; charset=utf-8';

export type CsvCell = string | number;

export type CsvColumn<Row> = { readonly title: string; readonly cell: (row: Row) => CsvCell };

export type CsvTable<Row> = {
  readonly columns: readonly CsvColumn<Row>[];
  /** Lines directly under the titles, so that readers of the file see them first. */
  readonly notices: readonly string[];
  readonly rows: readonly Row[];
};

/** A file as a browser keeps it. */
export type CsvFile = { readonly file: string; readonly type: string; readonly text: string };

/** In locales with a decimal comma, spreadsheets expect a semicolon between cells. */
type CsvSeparator = ',' | ';';

const rowsPerPiece = 500;
// Line breaks too: read by the other separator, quotes no longer hold a cell together.
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
// Full-width forms too: some spreadsheets read them as the sign they look like, after any space, quote or invisible sign.
const formula = /(^|[,;])(?=[\s"\p{Cf}]*[=+\-@＝＋－＠])/gu;

export function csvLine(cells: readonly CsvCell[], separator: CsvSeparator = ','): string {
  return `${cells.map(csvCell).join(separator)}\r\n`;
}

/** Yields the file piece by piece, in the form that spreadsheets of this language expect. */
export function* csvPieces<Row>(
  { columns, notices, rows }: CsvTable<Row>,
  locale: string,
): Generator<string> {
  const { head, lines } = csvParts({ columns, notices }, locale);
  yield head;
  for (let start = 0; start < rows.length; start += rowsPerPiece) {
    yield lines(rows.slice(start, start + rowsPerPiece));
  }
}

type CsvParts<Row> = { readonly head: string; readonly lines: (rows: readonly Row[]) => string };

/** For rows that are read while the file leaves. */
export function csvParts<Row>(
  { columns, notices }: Omit<CsvTable<Row>, 'rows'>,
  locale: string,
): CsvParts<Row> {
  const separator = locale === 'fr' ? ';' : ',';
  const join = (lines: readonly (readonly CsvCell[])[]) =>
    lines.map((cells) => csvLine(cells, separator)).join('');
  return {
    head: csvStart + join([columns.map(({ title }) => title), ...notices.map((notice) => [notice])]),
    lines: (rows) => join(rows.map((row) => columns.map(({ cell }) => cell(row)))),
  };
}

function csvCell(cell: CsvCell): string {
  if (typeof cell === 'number') return String(cell);
  const text = cell.replace(controls, ' ').replace(formula, "$1'");
  const needsQuotes = /[",;]/.test(text) || text !== text.trim();
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
