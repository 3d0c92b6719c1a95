import { CodatError } from './codat-error';

// Codat's query language: comparisons joined by && and ||, grouped by { }. && binds tighter than ||.

export type QueryOperator = '=' | '!=' | '~' | '>' | '<' | '>=' | '<=';

export type QueryExpression =
  | { kind: 'comparison'; property: string; operator: QueryOperator; value: string }
  | { kind: 'and' | 'or'; parts: QueryExpression[] };

const maxLength = 2048;

// A property's name ends at the operator; a value ends at && or || or a brace. A single & belongs to the value, since
// companies are called "Smith & Sons".
const comparisonPattern = /\s*([A-Za-z][\w.-]*)\s*(!=|>=|<=|=|~|>|<)(?!\s*[=~<>])((?:(?!&&|\|\||[{}]).)*)/sy;

export function parseQuery(text: string): QueryExpression {
  if (text.length >= maxLength) throw malformedQuery(`Query must be shorter than ${maxLength} characters.`);
  const parser = new QueryParser(text);
  return parser.parse();
}

export function malformedQuery(reason: string): CodatError {
  return new CodatError(400, `Error parsing query - ${reason}`, { service: 'ClientsApi' });
}

class QueryParser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): QueryExpression {
    const expression = this.#either();
    if (!this.#atEnd()) throw malformedQuery('Malformed query.');
    return expression;
  }

  #either(): QueryExpression {
    return this.#joined('or', '||', () => this.#all());
  }

  #all(): QueryExpression {
    return this.#joined('and', '&&', () => this.#term());
  }

  #joined(kind: 'and' | 'or', separator: string, parsePart: () => QueryExpression): QueryExpression {
    const first = parsePart();
    const parts = [first];
    while (this.#take(separator)) parts.push(parsePart());
    return parts.length === 1 ? first : { kind, parts };
  }

  #term(): QueryExpression {
    if (!this.#take('{')) return this.#comparison();
    const inner = this.#either();
    if (!this.#take('}')) throw malformedQuery('Malformed query.');
    return inner;
  }

  #comparison(): QueryExpression {
    comparisonPattern.lastIndex = this.#position;
    const [matched, property, operator, rawValue] = comparisonPattern.exec(this.#text) ?? [];
    const value = rawValue?.trim();
    if (matched === undefined || !property || !operator || !value) throw malformedQuery('Malformed query.');
    this.#position += matched.length;
    return { kind: 'comparison', property, operator: operator as QueryOperator, value };
  }

  #take(token: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(token, this.#position)) return false;
    this.#position += token.length;
    return true;
  }

  #atEnd(): boolean {
    this.#skipSpace();
    return this.#position === this.#text.length;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#position))) this.#position += 1;
  }
}
