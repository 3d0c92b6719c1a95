import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agrees, isMasked, mayBeMasked } from './masking';

/** Masks like Codat's guide: all but the last four characters. */
function mask(value: string, sign = 'X'): string {
  const shown = value.length > 4 ? value.slice(-4) : '';
  return sign.repeat(value.length - shown.length) + shown;
}

describe('a value', () => {
  it.each(['XXXXXXXX1ad1', 'xxxxxx1ad1', '******', '••••••1ad1', 'XXXXXX…1ad1'])(
    'is masked that looks like %s',
    (value) => expect(isMasked(value)).toBe(true),
  );

  it.each(['', 'X', 'XXXXX', 'Xero', '7b02e94cd1853fa6de40b7c95e1ad1', 'sandbox', 'aXXXXXXXX', 'XxXxXxXx'])(
    'is not taken for masked that looks like “%s”',
    (value) => expect(isMasked(value)).toBe(false),
  );

  it.each(['X', 'XXXX', 'Xalse', 'XX,CA', 'XXeOff'])('may be the mask of a short one: %s', (value) =>
    expect(mayBeMasked(value)).toBe(true),
  );

  it.each(['', 'false', 'Xerox Ltd'])('is no mask of a short one: “%s”', (value) =>
    expect(mayBeMasked(value)).toBe(false),
  );
});

describe('what Codat answers agrees with what was sent', () => {
  it.each(['X', 'x', '*', '•'])('where it is the same, in clear or behind %s', (sign) => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(agrees(value, value)).toBe(true);
        expect(agrees(mask(value, sign), value)).toBe(true);
      }),
    );
  });

  it('only where the end that a mask shows is the same', () => {
    expect(agrees('XXXXXXXX1ad1', '7b02e94cd1ad1')).toBe(true);
    expect(agrees('XXXXXXXX1ad1', '7b02e94cd1ad2')).toBe(false);
    expect(agrees('Xalse', 'true')).toBe(false);
    expect(agrees('XXXX', 'false')).toBe(false);
  });

  it('in clear only where it is the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seen, sent) => {
        fc.pre(seen !== sent && !mayBeMasked(seen));
        expect(agrees(seen, sent)).toBe(false);
      }),
    );
    expect(agrees('1ad1', '7b02e94cd1ad1')).toBe(false);
  });
});
