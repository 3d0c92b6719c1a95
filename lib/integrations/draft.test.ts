import { describe, expect, it } from 'vitest';
import { sageAccounting } from './accounting/sage-accounting';
import { plaid } from './banking/plaid';
import type { Integration } from './define-integration';
import { isNeeded, isShown, normalizeCodes, secretFields, unknownCodes } from './draft';
import type { CodesField, Field } from './fields';

function fieldOf(integration: Integration, name: string): Field {
  const field = integration.fields.find((known) => known.name === name);
  if (!field) throw new Error(`no field ${name}`);
  return field;
}

describe('country codes', () => {
  it.each([
    ['us, ca', ['US', 'CA']],
    ['US,CA', ['US', 'CA']],
    ['us ca;gb', ['US', 'CA', 'GB']],
    [' ,us,,\n ca , ', ['US', 'CA']],
    ['us, US, Us', ['US']],
    ['', []],
    [' , ; ', []],
  ])('are read from “%s”', (typed, codes) => expect(normalizeCodes(typed)).toEqual(codes));

  it('that are not on the list are named, as they will be read', () => {
    const countryCodes = fieldOf(plaid, 'countryCodes') as CodesField;
    expect(unknownCodes(countryCodes, 'us, uk, deu')).toEqual(['UK', 'DEU']);
    expect(unknownCodes(countryCodes, 'us, ca')).toEqual([]);
  });
});

describe('a field', () => {
  it('of Plaid’s proxy is shown with the access it belongs to', () => {
    const products = fieldOf(plaid, 'proxyProducts');
    expect(isShown(products, { values: { proxyAccess: true } })).toBe(true);
    expect(isShown(products, { values: { proxyAccess: false } })).toBe(false);
    expect(isShown(products, { values: {} })).toBe(false);
  });

  it.each(['sandbox', 'development', 'production'])(
    'with the secret of %s is always shown, and needed there alone',
    (environment) => {
      for (const field of secretFields(plaid)) {
        expect(isShown(field, { values: { environment } })).toBe(true);
        expect(isNeeded(field, { values: { environment } })).toBe(field.name === `${environment}Secret`);
      }
    },
  );

  it('of Sage’s version 3 is shown and needed with that version', () => {
    for (const name of ['signingSecret', 'subscriptionKey']) {
      const field = fieldOf(sageAccounting, name);
      for (const [credentialSet, expected] of [
        ['v3', true],
        ['v31', false],
      ] as const) {
        expect(isShown(field, { values: { credentialSet } })).toBe(expected);
        expect(isNeeded(field, { values: { credentialSet } })).toBe(expected);
      }
    }
  });
});
