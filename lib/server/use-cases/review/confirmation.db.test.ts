import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Confirmation } from '@/lib/integrations/review';
import { engines, type Installation, setupInstallation } from '../../testing/installation';
import { addOtherInstance, otherInstance } from '../../testing/instances/other-instance';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { confirm, type Input, reviewOf } from '../../testing/reviewing';
import { developmentSecret, keep, otherSecret, seeded } from '../../testing/settings-data';
import {
  change,
  confirmationOf,
  inputOf,
  openForm,
  putDirectly,
  type SaveOutcome,
} from '../../testing/settings-fixtures';
import { deleteCredentials } from '../settings/delete-credentials';
import { restoreSettings } from '../settings/restore-settings';

const tries = process.env.TEST_LONG === '1' ? 500 : 50;

const below = (limit: number) => Math.floor(Math.random() * limit);
const pick = <T>(choices: readonly T[]) => choices[below(choices.length)] as T;

type Case = {
  readonly portal: Installation;
  readonly person: Browser;
  readonly other: Browser;
  readonly input: Input;
  readonly confirmation: Confirmation;
};
type Edit = readonly [
  name: string,
  attempt: (reviewed: Case) => Promise<SaveOutcome | { readonly kind: string }>,
];

/** Replaces the draft, token or phrase that was reviewed. */
const withInput =
  (edit: (input: Input) => Input) =>
  ({ person, input, confirmation }: Case) =>
    confirm(person, edit(input), confirmation);
const withToken =
  (edit: (token: string, reviewed: Case) => string | Promise<string>) => async (reviewed: Case) => {
    const { person, input, confirmation } = reviewed;
    const token = await edit(confirmation.token, reviewed);
    return confirm(person, input, { ...confirmation, token });
  };
const withValue = (name: string, value: string | boolean) =>
  withInput((input) => ({
    ...input,
    draft: { ...input.draft, values: { ...input.draft.values, [name]: value } },
  }));
const withSecret = (name: string, secret: object) =>
  withInput(
    (input) =>
      ({ ...input, draft: { ...input.draft, secrets: { ...input.draft.secrets, [name]: secret } } }) as Input,
  );

function flipped(text: string): string {
  const at = below(text.length);
  const letter = text[at] ?? '';
  const next = /\d/.test(letter)
    ? String((Number(letter) + 1 + below(9)) % 10)
    : pick(['A', 'b', '7', '_', '.', '-', ' ']);
  return letter === next ? flipped(text) : text.slice(0, at) + next + text.slice(at + 1);
}

const hex = () => randomUUID().replaceAll('-', '').slice(0, 30);

const edits: readonly Edit[] = [
  ['a letter of the token', withToken(flipped)],
  ['the token cut', withToken((token) => token.slice(0, below(token.length)))],
  ['the token drawn out', withToken((token) => token + pick(['A', '=', ' ', '\n', '.']))],
  [
    'the number in it',
    withToken((token) => token.replace(/\.(\d+)\./, (_, seen) => `.${Number(seen) + 1 + below(42)}.`)),
  ],
  ['no number in it', withToken((token) => token.replace(/\.\d+\./, '.unknown.'))],
  ['its time', withToken((token) => token.replace(/^\d+/, (at) => String(Number(at) + 1 + below(60_000))))],
  [
    'that of another draft',
    withToken(async (_, { person, input }) => {
      const draft = { ...input.draft, values: { ...input.draft.values, countryCodes: 'GB' } };
      return (await reviewOf(person, { ...input, draft })).token;
    }),
  ],
  [
    'that of another operation',
    withToken(
      async (_, { person, input }) => (await reviewOf(person, { ...input, operation: randomUUID() })).token,
    ),
  ],
  ['that of another person', withToken(async (_, { other, input }) => (await reviewOf(other, input)).token)],
  [
    'another phrase',
    ({ person, input, confirmation }) =>
      confirm(person, input, {
        ...confirmation,
        phrase: pick(['', 'sandbox', 'Plaid', 'production2', 'prod']),
      }),
  ],
  ['another operation', withInput((input) => ({ ...input, operation: randomUUID() }))],
  [
    'another version',
    withInput((input) => ({
      ...input,
      basis: { ...input.basis, version: input.basis.version + 1 + below(9) },
    })),
  ],
  ['another basis', withInput((input) => ({ ...input, basis: { ...input.basis, fingerprint: hex() } }))],
  ['another integration', withInput((input) => ({ ...input, key: pick(['upvr', 'exgd', 'gbol']) }))],
  ['another environment', withValue('environment', 'development')],
  ['another client ID', (reviewed) => withValue('clientId', hex().slice(0, 24))(reviewed)],
  ['another option', withValue('linkConfigurationName', 'smuggled in')],
  ['another choice', withValue('proxyAccess', true)],
  [
    'another secret',
    (reviewed) => withSecret('productionSecret', { intent: 'replace', value: hex() })(reviewed),
  ],
  [
    'another secret that stays in the vault',
    (reviewed) => withSecret('developmentSecret', { intent: 'replace', value: hex() })(reviewed),
  ],
  [
    'one more secret',
    (reviewed) => withSecret('sandboxSecret', { intent: 'replace', value: hex() })(reviewed),
  ],
  ['a secret cleared', withSecret('developmentSecret', { intent: 'clear' })],
  ['another person', ({ other, input, confirmation }) => confirm(other, input, confirmation)],
  ['another instance', withInput((input) => ({ ...input, instance: otherInstance }))],
  [
    'a deletion instead',
    ({ person, input: { key, operation }, confirmation }) =>
      person.does(() =>
        deleteCredentials({ instance, key, operation, confirmation: { ...confirmation, phrase: 'Plaid' } }),
      ),
  ],
  [
    'a restoring instead',
    async ({ portal, person, input: { key, operation }, confirmation }) => {
      await putDirectly(portal, { ...seeded, clientId: hex() });
      return person.does(() => restoreSettings({ instance, key, operation, confirmation }));
    },
  ],
  [
    'something changed at Codat since',
    async ({ portal, person, input, confirmation }) => {
      await putDirectly(portal, { ...seeded, somethingOfCodat: hex() });
      return confirm(person, input, confirmation);
    },
  ],
  [
    'something changed at Codat since, and the form with it',
    async ({ portal, person, input, confirmation }) => {
      await putDirectly(portal, { ...seeded, clientSecret: hex() });
      const { basis } = await openForm(person);
      return confirm(person, { ...input, basis }, confirmation);
    },
  ],
  [
    'a quarter of an hour later',
    async ({ person, input, confirmation }) => {
      vi.setSystemTime(Date.now() + 15 * 60_000 + 1_000 + below(60 * 60_000));
      return confirm(person, input, confirmation);
    },
  ],
  ['none at all', ({ person, input }) => confirm(person, input, { token: '', phrase: 'production' })],
];

const refusals = ['needs-review', 'conflict', 'invalid', 'error'];

describe.each(engines)('a confirmation, on %s', (engine) => {
  const portal = setupInstallation(engine);
  afterEach(() => vi.useRealTimers());

  async function reviewed(person: Browser, other: Browser): Promise<Case> {
    const changes = {
      values: { environment: 'production' },
      secrets: { productionSecret: otherSecret, developmentSecret },
    };
    const input = inputOf(await openForm(person), changes);
    const confirmation = confirmationOf(await reviewOf(person, input));
    return { portal, person, other, input, confirmation };
  }

  it(`that was edited in any part is refused, ${tries} times of ${tries}, and nothing is written`, async () => {
    await addOtherInstance(portal);
    const person = await portal.signInAs('Administrator');
    const other = await portal.signInAs('Developer');
    await change(person, { secrets: { developmentSecret } });
    const recorded = (await portal.recorded()).length;
    for (let turn = 0; turn < tries; turn += 1) {
      vi.useFakeTimers({ toFake: ['Date'] });
      await putDirectly(portal, seeded);
      const [name, attempt] = edits[turn % edits.length] as Edit;
      const told = await attempt(await reviewed(person, other));
      expect(refusals, `${turn}, ${name}: ${told.kind}`).toContain(told.kind);
      expect(await portal.writes(), name).toEqual([]);
      expect((await portal.recorded()).length, name).toBe(recorded);
      vi.useRealTimers();
    }
  }, 900_000);

  it(`that was used writes nothing more, sent again as it is or for something else, ${tries / 10} times`, async () => {
    const person = await portal.signInAs('Administrator');
    const other = await portal.signInAs('Developer');
    for (let turn = 0; turn < tries / 10; turn += 1) {
      await putDirectly(portal, seeded);
      if (turn === 0) await keep(person);
      const { input, confirmation } = await reviewed(person, other);
      expect(await confirm(person, input, confirmation)).toMatchObject({ kind: 'saved', sent: true });
      const intents = async () => (await portal.recorded()).filter(({ phase }) => phase === 'intent').length;
      const before = await intents();
      const again = [
        () => confirm(person, input, confirmation),
        () => confirm(other, input, confirmation),
        () => confirm(person, { ...input, operation: randomUUID() }, confirmation),
        async () => {
          const { basis } = await openForm(person);
          return confirm(person, { ...input, basis, operation: randomUUID() }, confirmation);
        },
        async () => {
          await putDirectly(portal, seeded);
          const { basis } = await openForm(person);
          return confirm(person, { ...input, basis, operation: randomUUID() }, confirmation);
        },
      ];
      for (const send of again) {
        const told = await send();
        // The same operation reports its outcome. No other operation is let through to Codat.
        expect([...refusals, 'saved'], told.kind).toContain(told.kind);
        expect(await intents()).toBe(before);
        expect((await portal.writes()).length).toBeLessThanOrEqual(1);
      }
      // `putDirectly` has cleared the write of the first operation.
      expect(await portal.writes()).toEqual([]);
    }
  }, 900_000);

  it('that is unchanged since its review goes through, so that the tests above could fail', async () => {
    const person = await portal.signInAs('Administrator');
    const { input, confirmation } = await reviewed(person, person);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 14 * 60_000 });
    expect(await confirm(person, input, confirmation)).toMatchObject({ kind: 'saved', sent: true });
  });
});
