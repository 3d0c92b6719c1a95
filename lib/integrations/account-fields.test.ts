import { describe, expect, it } from 'vitest';
import { disruptiveFields, identifiesAccount } from './account-fields';
import { plaid } from './banking/plaid';
import { hasSettings } from './define-integration';
import { registry } from './registry';

type Held = Readonly<Record<string, string>>;

const names = (before: Held, after: Held) =>
  disruptiveFields({
    fields: plaid.fields,
    held: ({ name }) => before[name] ?? null,
    next: ({ name }) => after[name] ?? null,
    isSame: (one, other) => one === other,
  }).map(({ name }) => name);

const sandbox = { clientId: 'a', sandboxSecret: 's', environment: 'sandbox', countryCodes: 'US' };

describe('what cuts customers off', () => {
  it.each<[string, Held, string[]]>([
    ['nothing changed', sandbox, []],
    ['an option', { ...sandbox, countryCodes: 'CA', linkConfigurationName: 'x' }, []],
    ['the client ID', { ...sandbox, clientId: 'b' }, ['clientId']],
    ['the secret in use', { ...sandbox, sandboxSecret: 't' }, ['sandboxSecret']],
    [
      'the environment, and with it the secret in use',
      { clientId: 'a', developmentSecret: 'd', environment: 'development' },
      ['sandboxSecret', 'developmentSecret', 'environment'],
    ],
    ['a value that goes', { clientId: 'a', environment: 'sandbox' }, ['sandboxSecret']],
    ['everything that goes', {}, ['clientId', 'sandboxSecret', 'environment']],
  ])('is told by the fields: %s', (_, after, expected) => {
    expect(names(sandbox, after)).toEqual(expected);
  });

  it('is nothing at a first set-up, whatever else was held', () => {
    expect(names({}, sandbox)).toEqual([]);
    expect(names({ countryCodes: 'US' }, sandbox)).toEqual([]);
  });

  it('is stating an environment where none was stated', () => {
    expect(names({ clientId: 'a' }, { clientId: 'a', environment: 'sandbox' })).toEqual(['environment']);
  });

  it.each(registry.filter(hasSettings).map((integration) => [integration.name, integration] as const))(
    'is known of %s: its IDs, its secrets, its environment, and none of its options',
    (_, { fields }) => {
      for (const field of fields) {
        const tells =
          field.kind === 'secret' ||
          field.name === 'environment' ||
          ('identifies' in field && field.identifies);
        expect(identifiesAccount(field), field.name).toBe(tells);
      }
    },
  );
});
