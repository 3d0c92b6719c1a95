import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, csvStart } from './csv';

/** As a spreadsheet reads a file: the other way round, written apart from the writer. */
function read(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (quoted) {
      if (sign === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"') quoted = true;
    else if (sign === separator || (sign === '\r' && text[at + 1] === '\n')) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (sign === '\r') {
        rows.push([]);
        at += 1;
      }
    } else cell += sign;
  }
  return rows.slice(0, -1);
}

describe('a line of CSV', () => {
  it.each(['=1+1', '+33 1', '-2', '@SUM(A1)', '\tx', '\rx', '\nx', ' =1', '＝1'])(
    'lets no spreadsheet take “%s” for a formula',
    (cell) => {
      expect(read(csvLine([cell]), ',')).toEqual([[`'${cell}`]]);
    },
  );

  it('leaves numbers and ordinary text alone, accents included', () => {
    expect(csvLine(['Société Générale', -5, 'a-b', "l'été"])).toBe("Société Générale,-5,a-b,l'été\r\n");
  });

  it('quotes what would fall apart, by the separator of the reader’s spreadsheets', () => {
    expect(csvLine(['a,b', 'c;d', 'say "x"'])).toBe('"a,b",c;d,"say ""x"""\r\n');
    expect(csvLine(['a,b', 'c;d'], ';')).toBe('a,b;"c;d"\r\n');
  });

  it.each([',', ';'] as const)(
    'separated by %s is read back cell by cell, whatever is in it',
    (separator) => {
      const cell = fc
        .string({ unit: 'binary', maxLength: 30 })
        .map((text) => text.replace(/^[\s=+\-@＝＋－＠]+/u, ''));
      fc.assert(
        fc.property(
          fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
          (rows) => {
            const text = rows.map((cells) => csvLine(cells, separator)).join('');
            expect(read(text, separator)).toEqual(rows);
          },
        ),
      );
    },
  );

  it('begins a file by saying that it is UTF-8', () => {
    expect([...Buffer.from(csvStart)]).toEqual([0xef, 0xbb, 0xbf]);
  });
});
