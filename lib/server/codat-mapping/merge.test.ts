import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sageAccounting } from '@/lib/integrations/accounting/sage-accounting';
import { plaid } from '@/lib/integrations/banking/plaid';
import { stripe } from '@/lib/integrations/commerce/stripe';
import { hasSettings, type Integration } from '@/lib/integrations/define-integration';
import { type Draft, type SecretIntent, secretFields } from '@/lib/integrations/draft';
import { registry } from '@/lib/integrations/registry';
import { draftSchema } from '@/lib/integrations/schema';
import { Secret } from '../secret';
import type { CodatMap } from './codat-map';
import { toDraftValues } from './draft-values';
import { isMasked, mayBeMasked } from './masking';
import { type Merge, toCodat } from './merge';
import { propertyOf } from './property-names';

const runs = process.env.TEST_LONG === '1' ? 10_000 : 1_000;

type Plain = ReadonlyMap<string, string>;

const keep: SecretIntent<Secret> = { intent: 'keep' };
const clear: SecretIntent<Secret> = { intent: 'clear' };
const replace = (value: string): SecretIntent<Secret> => ({ intent: 'replace', value: new Secret(value) });

function sealedOf(map: Plain): CodatMap {
  return new Map([...map].map(([name, value]) => [name, new Secret(value)]));
}

function plainOf(map: CodatMap): Plain {
  return new Map([...map].map(([name, value]) => [name, value.reveal()]));
}

function of(entries: Readonly<Record<string, string>>): Plain {
  return new Map(Object.entries(entries));
}

/** Masks like the emulator, after Codat's guide. */
function masked(map: Plain): Plain {
  return new Map(
    [...map].map(([name, value]) => {
      const shown = value.length > 4 ? value.slice(-4) : '';
      return [name, name === 'environment' ? value : 'X'.repeat(value.length - shown.length) + shown];
    }),
  );
}

type Case = {
  readonly held: Plain;
  readonly lastSeen?: Plain;
  readonly vault?: Plain;
  readonly values?: Draft['values'];
  readonly secrets?: Draft<Secret>['secrets'];
};

/** A form opened on what Codat holds, changed, and saved: all that lies between a person and the map. */
function save(integration: Integration, { held, lastSeen = new Map(), vault, values, secrets }: Case): Merge {
  const at = sealedOf(held);
  const seen = sealedOf(lastSeen);
  const draft = {
    values: { ...toDraftValues(integration, at, seen), ...values },
    secrets: {
      ...Object.fromEntries(secretFields(integration).map(({ name }) => [name, keep])),
      ...secrets,
    },
  };
  return toCodat(integration, draft, {
    held: at,
    secrets: sealedOf(vault ?? new Map()),
    lastSeen: seen,
  });
}

function sent(merge: Merge): Plain {
  if (merge.kind !== 'merged') throw new Error(`refused: ${merge.names}`);
  return plainOf(merge.map);
}

const oddNames = ['__proto__', 'constructor', 'toString', '', '🔑', ' clientId', 'CLIENTID', 'publicKey'];
const names = fc.oneof(fc.constantFrom(...oddNames), fc.string({ unit: 'binary', maxLength: 12 }));
const anyValue = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', ' ', '👍🏽', 'true', 'Xero', 'null', 'US, ca'),
);
const values = anyValue.filter((value) => !mayBeMasked(value));
const longSecret = fc.stringMatching(/^[a-w0-9]{20,40}$/);

const integrations = registry.filter(hasSettings);

/** Maps that hold other names as well as some or all of the integration's own. */
const cases = fc.constantFrom(...integrations).chain((integration) => {
  const own = integration.fields.map((field) => propertyOf(field, 'sandbox') ?? field.name);
  const entries = fc.uniqueArray(fc.tuple(fc.oneof(names, fc.constantFrom(...own)), values), {
    selector: ([name]) => name,
    maxLength: 12,
  });
  return fc.record({
    integration: fc.constant(integration),
    held: fc.tuple(entries, longSecret).map(([all, secret]) => {
      const map = new Map(all.filter(([name]) => name !== 'environment'));
      map.set('clientSecret', secret);
      if (integration === plaid) map.set('environment', 'sandbox');
      return map as Plain;
    }),
  });
});

describe('a save', () => {
  it('in which nothing was changed changes nothing, whatever Codat holds', () => {
    fc.assert(
      fc.property(cases, ({ integration, held }) => {
        expect(sent(save(integration, { held }))).toEqual(held);
      }),
      { numRuns: runs },
    );
  });

  it('changes the keys of what was changed and no other, whatever Codat holds', () => {
    const changes = fc.record({
      index: fc.nat(),
      text: fc.stringMatching(/^[a-w0-9]{1,20}$/),
      flag: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, changes, ({ integration, held }, { index, text, flag }) => {
        const field = integration.fields[index % integration.fields.length];
        fc.pre(field !== undefined && field.name !== 'environment');
        if (!field) return;
        const intended = propertyOf(field, 'sandbox');
        // A field that is shown by this one alone goes and comes with it.
        const along = integration.fields
          .filter((other) => other.showWhen?.field === field.name)
          .map((other) => propertyOf(other, 'sandbox'));
        const change =
          field.kind === 'secret'
            ? { secrets: { [field.name]: replace(text) } }
            : { values: { [field.name]: field.kind === 'toggle' ? flag : text } };
        const after = sent(save(integration, { held, ...change }));
        for (const name of new Set([...held.keys(), ...after.keys()])) {
          if (name === intended || along.includes(name)) continue;
          expect([name, after.get(name)]).toEqual([name, held.get(name)]);
        }
        if (field.kind === 'secret' && intended) expect(after.get(intended)).toBe(text);
      }),
      { numRuns: runs },
    );
  });

  it('never sends a mask: what was seen in clear takes its place, or the save is refused by its names', () => {
    fc.assert(
      fc.property(cases, fc.infiniteStream(fc.boolean()), ({ integration, held }, forgets) => {
        const lastSeen = new Map([...held].filter(() => forgets.next().value));
        const answer = masked(held);
        const merge = save(integration, { held: answer, lastSeen });
        const hidden = [...held.keys()].filter(
          (name) => answer.get(name) !== held.get(name) && !lastSeen.has(name),
        );
        if (merge.kind === 'merged') {
          expect(hidden).toEqual([]);
          expect(plainOf(merge.map)).toEqual(held);
        } else expect([...merge.names].sort()).toEqual([...hidden].sort());
      }),
      { numRuns: runs },
    );
  });

  it('refuses a mask by its name also where something else was seen behind it', () => {
    fc.assert(
      fc.property(cases, longSecret, ({ integration, held }, other) => {
        fc.pre(other.slice(-4) !== held.get('clientSecret')?.slice(-4));
        const lastSeen = new Map(held).set('clientSecret', other);
        const merge = save(integration, { held: masked(held), lastSeen });
        expect(merge).toEqual({ kind: 'masked', names: ['clientSecret'] });
      }),
      { numRuns: runs / 10 },
    );
  });

  it('never sends a mask that a user typed', () => {
    const held = of({ clientId: 'client-2a6b', clientSecret: 'secret', environment: 'sandbox' });
    const mask = 'XXXXXXXX9999';
    expect(save(plaid, { held, values: { clientId: mask } })).toEqual({
      kind: 'masked',
      names: ['clientId'],
    });
    expect(save(plaid, { held, secrets: { sandboxSecret: replace(mask) } })).toEqual({
      kind: 'masked',
      names: ['clientSecret'],
    });
    expect(save(plaid, { held, vault: of({ developmentSecret: mask }), values: toDevelopment })).toEqual({
      kind: 'masked',
      names: ['clientSecret'],
    });
  });
});

const toDevelopment = { environment: 'development' };

describe('of Plaid, a save', () => {
  const held = of({ clientId: 'id', clientSecret: 'sandbox-secret', environment: 'sandbox', publicKey: 'p' });
  const vault = of({ sandboxSecret: 'sandbox-secret', developmentSecret: 'development-secret' });

  it('first of all stores the chosen options and nothing that was left empty', () => {
    const values = { clientId: 'id', environment: 'sandbox', countryCodes: 'us, ca' };
    const secrets = { sandboxSecret: replace('s'), developmentSecret: replace('d') };
    expect(sent(save(plaid, { held: new Map(), values, secrets }))).toEqual(
      of({
        clientId: 'id',
        clientSecret: 's',
        environment: 'sandbox',
        countryCodes: 'US,CA',
        companyDataAccess: 'continuous',
        proxyAccess: 'false',
      }),
    );
  });

  it('that switches the environment sends the kept secret of that environment, and changes nothing else', () => {
    expect(sent(save(plaid, { held, vault, values: toDevelopment }))).toEqual(
      new Map([...held, ['clientSecret', 'development-secret'], ['environment', 'development']]),
    );
  });

  it('keeps the secret in use as Codat holds it, also where the vault knows another one', () => {
    const outside = new Map(held).set('clientSecret', 'changed-outside');
    expect(sent(save(plaid, { held: outside, vault, values: { countryCodes: 'GB' } }))).toEqual(
      new Map([...outside, ['countryCodes', 'GB']]),
    );
  });

  it('that only takes up or drops the secret of another environment changes nothing at Codat', () => {
    for (const intent of [replace('another'), clear]) {
      const merge = save(plaid, { held, vault, secrets: { developmentSecret: intent } });
      expect(sent(merge)).toEqual(held);
    }
  });

  it('states the environment where Codat did not, with the secret of that environment', () => {
    const legacy = of({ publicKey: 'p', clientId: 'id', clientSecret: 'whose' });
    const change = { values: { environment: 'production' }, secrets: { productionSecret: replace('mine') } };
    expect(sent(save(plaid, { held: legacy, ...change }))).toEqual(
      new Map([...legacy, ['clientSecret', 'mine'], ['environment', 'production']]),
    );
  });

  it('drops the products with the proxy access they belong to, and leaves them where both were left alone', () => {
    const open = new Map([...held, ['proxyAccess', 'true'], ['proxyProducts', 'identity']]);
    expect(sent(save(plaid, { held: open, values: { proxyAccess: false } }))).toEqual(
      new Map([...held, ['proxyAccess', 'false']]),
    );
    const odd = new Map([...held, ['proxyProducts', 'identity']]);
    expect(sent(save(plaid, { held: odd, values: { countryCodes: 'GB' } }))).toEqual(
      new Map([...odd, ['countryCodes', 'GB']]),
    );
  });

  it('leaves another spelling of the same as Codat holds it', () => {
    const spelt = new Map([...held, ['countryCodes', 'us, ca'], ['proxyAccess', 'False']]);
    const values = { countryCodes: 'US,CA', linkConfigurationName: 'mine' };
    expect(sent(save(plaid, { held: spelt, values }))).toEqual(
      new Map([...spelt, ['linkConfigurationName', 'mine']]),
    );
  });

  it('in masked mode never resets an option that it could not read, and asks for it by its name', () => {
    const all = new Map([...held, ['companyDataAccess', 'oneOff'], ['linkConfigurationName', 'campaign']]);
    const lastSeen = new Map([...all].filter(([name]) => !/Access|Name/.test(name)));
    expect(save(plaid, { held: masked(all), lastSeen })).toEqual({
      kind: 'masked',
      names: ['companyDataAccess', 'linkConfigurationName'],
    });
  });
});

describe('of others, a save', () => {
  it('of Stripe puts its secret key where Codat keeps secrets', () => {
    const change = { values: { clientId: 'ca_1' }, secrets: { secretKey: replace('sk_1') } };
    expect(sent(save(stripe, { held: new Map(), ...change }))).toEqual(
      of({
        clientId: 'ca_1',
        clientSecret: 'sk_1',
        readWriteScope: 'false',
        companyDataAccess: 'continuous',
      }),
    );
  });

  it('of Sage drops a secret that was cleared, and no other', () => {
    const held = of({ clientId: 'i', clientSecret: 's', signingSecret: 'g', subscriptionKey: 'k' });
    expect(sent(save(sageAccounting, { held, secrets: { signingSecret: clear } }))).toEqual(
      of({ clientId: 'i', clientSecret: 's', subscriptionKey: 'k' }),
    );
  });

  it('of any integration sends a map that its form reads back as it was entered', () => {
    for (const integration of integrations) {
      const change = {
        values: Object.fromEntries(
          integration.fields.flatMap((field): [string, string | boolean][] => {
            if (field.kind === 'secret' || field.showWhen) return [];
            if (field.kind === 'toggle') return [[field.name, true]];
            if (field.kind === 'text') return [[field.name, `the ${field.name}`]];
            if (field.kind === 'codes') return [[field.name, field.allowed.slice(0, 2).join(',')]];
            const last = field.options.at(-1) as string | { value: string };
            return [[field.name, typeof last === 'string' ? last : last.value]];
          }),
        ),
        secrets: Object.fromEntries(
          secretFields(integration).map(({ name }) => [name, replace(`the ${name}`)]),
        ),
      };
      const after = sent(save(integration, { held: new Map(), ...change }));
      expect(toDraftValues(integration, sealedOf(after), null), integration.name).toMatchObject(
        change.values,
      );
      for (const value of after.values()) expect(isMasked(value)).toBe(false);
      expect(sent(save(integration, { held: after }))).toEqual(after);
    }
  });

  it('begins with a form that its own schema takes, but for what has to be entered', () => {
    for (const integration of integrations) {
      const secrets = Object.fromEntries(secretFields(integration).map(({ name }) => [name, keep]));
      const all = new Set(Object.keys(secrets));
      const draft = { values: toDraftValues(integration, new Map(), null), secrets };
      const { error } = draftSchema(integration, all).safeParse(draft);
      const problems = new Set((error?.issues ?? []).map(({ message }) => message));
      expect([...problems].filter((problem) => problem !== 'required')).toEqual([]);
    }
  });
});
