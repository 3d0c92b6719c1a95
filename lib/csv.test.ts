import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, csvPieces, csvStart } from './csv';

/**
 * Reads a file as a spreadsheet does that splits it at these separators, written apart from the writer. A quote holds a
 * cell together where the cell begins with it, or nowhere if quotes are not understood at all.
 */
function read(text: string, separators: string, understandsQuotes = true): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let isFresh = true;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    const isEnd = sign === '\n' || sign === '\r';
    if (isQuoted) {
      if (sign === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (sign === '"') isQuoted = false;
      else cell += sign;
    } else if (sign === '"' && isFresh && understandsQuotes) {
      isQuoted = true;
      isFresh = false;
    } else if (separators.includes(sign) || isEnd) {
      rows.at(-1)?.push(cell);
      cell = '';
      isFresh = true;
      if (sign === '\r' && text[at + 1] === '\n') at += 1;
      if (isEnd) rows.push([]);
    } else {
      cell += sign;
      isFresh = false;
    }
  }
  return rows.slice(0, -1);
}

/** Dense in what makes a formula, a cell or a line. */
const hostile = fc.string({
  unit: fc.constantFrom(
    ...'=+-@＝＋－＠,;"\'|a1 ',
    ...['\t', '\r', '\n', '\0', '\v', '\u0085', '\u2028', '\u200b', '\ufeff', '\u00a0'],
  ),
  maxLength: 12,
});
const table = (cell: fc.Arbitrary<string>) =>
  fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 });

describe('a line of CSV', () => {
  it.each(['=1+1', '+33 1', '-2', '@SUM(A1)', ' =1', '＝1', '"=1"', '\u200b=1'])(
    'lets no spreadsheet take “%s” for a formula',
    (cell) => {
      expect(read(csvLine([cell]), ',')).toEqual([[`'${cell}`]]);
    },
  );

  it('leaves numbers and ordinary text alone, accents included', () => {
    expect(csvLine(['Société Générale', -5, 'a-b', "l'été"])).toBe("Société Générale,-5,a-b,l'été\r\n");
  });

  it('quotes what would fall apart at either separator', () => {
    expect(csvLine(['a,b', 'c;d', 'say "x"'])).toBe('"a,b","c;d","say ""x"""\r\n');
    expect(csvLine(['a,b', 'c;d'], ';')).toBe('"a,b";"c;d"\r\n');
  });

  it.each([
    [';=1+1', '";\'=1+1"'],
    ['a;  -2', '"a;\'  -2"'],
    ['a,"=1"', '"a,\'""=1"""'],
    ['a\n=1', 'a =1'],
    ['\t=1', "' =1"],
    ['\0a\u001bb\u0085c\u2028d', '" a b c d"'],
  ])('leaves of %j nothing that begins a formula in a spreadsheet of another country', (cell, written) => {
    for (const separator of [',', ';'] as const) expect(csvLine([cell], separator)).toBe(`${written}\r\n`);
  });

  it.each([',', ';'] as const)('separated by %s holds no formula, whatever splits it', (separator) => {
    const beginsFormula = /^[\s"\p{Cf}]*[=+\-@＝＋－＠]/u;
    fc.assert(
      fc.property(table(hostile), (rows) => {
        const text = rows.map((cells) => csvLine(cells, separator)).join('');
        expect(text.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
        for (const separators of [',', ';', '\t', ',;\t']) {
          for (const understandsQuotes of [true, false]) {
            const cells = read(text, separators, understandsQuotes).flat();
            expect(cells.filter((cell) => beginsFormula.test(cell))).toEqual([]);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([',', ';'] as const)(
    'separated by %s is read back cell by cell, whatever is in it',
    (separator) => {
      const withoutGuard = (cells: readonly string[]) =>
        cells.map((cell) => cell.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replaceAll("'", ''));
      fc.assert(
        fc.property(table(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 30 }))), (rows) => {
          const text = rows.map((cells) => csvLine(cells, separator)).join('');
          expect(read(text, separator).map(withoutGuard)).toEqual(rows.map(withoutGuard));
        }),
      );
    },
  );

  it('begins a file by saying that it is UTF-8', () => {
    expect([...Buffer.from(csvStart)]).toEqual([0xef, 0xbb, 0xbf]);
  });
});

describe('a file of CSV', () => {
  const columns = [
    { title: 'Name', cell: ({ name }: { name: string }) => name },
    { title: 'Letters', cell: ({ name }: { name: string }) => name.length },
  ];
  const text = (names: string[], notices: string[], locale: string) =>
    [...csvPieces({ columns, notices, rows: names.map((name) => ({ name })) }, locale)].join('');

  it('has its titles first, then its notices, then a line for each row', () => {
    expect(text(['a', 'bc'], ['Incomplete.', 'Old.'], 'en')).toBe(
      `${csvStart}Name,Letters\r\nIncomplete.\r\nOld.\r\na,1\r\nbc,2\r\n`,
    );
  });

  it('has semicolons for readers of French, and titles even if it has no rows', () => {
    expect(text([], [], 'fr')).toBe(`${csvStart}Name;Letters\r\n`);
  });

  it('lets neither a title nor a notice nor a cell be taken for a formula', () => {
    const hostile = [{ title: '=1', cell: () => '@2' }];
    expect([...csvPieces({ columns: hostile, notices: ['+3'], rows: [null] }, 'en')].join('')).toBe(
      `${csvStart}'=1\r\n'+3\r\n'@2\r\n`,
    );
  });

  it('comes piece by piece, each row once', () => {
    const names = Array.from({ length: 1_001 }, (_, index) => `n${index}`);
    const rows = names.map((name) => ({ name }));
    const pieces = [...csvPieces({ columns, notices: [], rows }, 'en')];
    expect(pieces.length).toBeGreaterThan(2);
    expect(read(pieces.join(''), ',').slice(1)).toEqual(names.map((name) => [name, String(name.length)]));
  });
});
