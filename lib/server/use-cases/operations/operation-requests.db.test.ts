import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SettingsFormView } from '@/lib/integrations/views';
import { type ErrorCode, isOpenOutcome } from '@/lib/result';
import { database } from '../../db/database';
import { requestOf } from '../../operations/operation-requests';
import { companiesAtCodat } from '../../testing/companies';
import { administrator, engines, type Installation, setupInstallation } from '../../testing/installation';
import { addOtherInstance, otherInstance } from '../../testing/instances/other-instance';
import { emailOf, instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { answerTo, type Request, requestCases, send, signInBy } from '../../testing/requests';
import { inputOf, plaid } from '../../testing/settings-fixtures';
import { readIntegration } from '../settings/read-integration';

// An operation id identifies one request: of one person, in one instance, for one thing, with one content.

const rounds = process.env.TEST_LONG === '1' ? 300 : 16;
const conflict = { code: 'conflict', facts: { state: 'reused' } };

const elsewhere = (request: Request): Request => ({
  ...request,
  input: { ...request.input, instance: otherInstance },
});

/** Returns the part that a repeated answer shares with the first. The rows of the receipt are returned only once. */
function lasting(answer: unknown): unknown {
  const { receipt, ...rest } = (answer ?? {}) as { receipt?: unknown };
  return rest;
}

async function sentAt(portal: Installation) {
  const [writes, recorded] = [await portal.writes(), await portal.recorded()];
  // A request that returns a link again has also read it again.
  const others = recorded.filter(({ action }) => action !== 'links.read');
  return { writes, recorded: others.length, open: await portal.openOperations() };
}

describe.each(engines)('an operation id, on %s', (engine) => {
  const portal = setupInstallation(engine);

  async function people(): Promise<{ person: Browser; other: Browser }> {
    await addOtherInstance(portal);
    return { person: await portal.signInAs('Administrator'), other: await signInBy(administrator.email) };
  }

  describe.each(Object.entries(requestCases))('of %s', (_, { request: prepare, sent, others }) => {
    it('identifies that request alone, and reveals nothing of it to any other', async () => {
      const { person, other } = await people();
      const request = await prepare(portal, person);
      const foreign = await others(request, portal);
      await portal.codat.clearRequests();
      const answer = await send(person, request);
      const before = await sentAt(portal);
      expect(before.writes).toHaveLength(sent ? 1 : 0);

      expect(lasting(await answerTo(person, request))).toEqual(lasting(answer));
      for (const [what, asked] of Object.entries({ ...foreign, 'another instance': elsewhere(request) })) {
        expect(await answerTo(person, asked), what).toEqual(conflict);
      }
      expect(await answerTo(other, request)).toEqual(conflict);
      expect(await sentAt(portal)).toEqual(before);
    });

    it('returns its result after a new sign-in, even with another confirmation than at first', async () => {
      const { person } = await people();
      const request = await prepare(portal, person);
      await portal.codat.clearRequests();
      const answer = await send(person, request);
      const before = await sentAt(portal);
      await database().deleteFrom('sessions').execute();
      const again = await signInBy(emailOf('Administrator'));
      const isTyped = typeof request.input.confirmation === 'string';
      const confirmation = isTyped ? 'something else' : { token: 'something else', phrase: '' };
      const asked = { ...request, input: { ...request.input, confirmation } };
      expect(lasting(await answerTo(again, asked))).toEqual(lasting(answer));
      expect(await sentAt(portal)).toEqual(before);
    });

    it('that an older version has recorded is a conflict, even for the person who sent it', async () => {
      const { person } = await people();
      const request = await prepare(portal, person);
      await send(person, request);
      const before = await sentAt(portal);
      await database().deleteFrom('operation_requests').execute();
      expect(await answerTo(person, request)).toEqual(conflict);
      expect(await sentAt(portal)).toEqual(before);
    });

    it('that comes twice at once is one write, and the second gets its result or that it is in progress', async () => {
      const { person } = await people();
      const request = await prepare(portal, person);
      await portal.codat.clearRequests();
      const heard = await Promise.all([answerTo(person, request), answerTo(person, request)]);
      const done = lasting(await answerTo(person, request));
      expect(done).not.toHaveProperty('code');
      for (const answer of heard.map(lasting)) {
        const { code } = answer as { code?: ErrorCode };
        if (!code || !isOpenOutcome(code)) expect(answer).toEqual(done);
      }
      expect(await portal.writes()).toHaveLength(sent ? 1 : 0);
    });
  });

  it('is bound by a digest that takes the key of its instance, and holds nothing of the request', async () => {
    await addOtherInstance(portal);
    const instances = await database().selectFrom('instances').select('id').execute();
    const asking = { id: randomUUID(), viewer: { userId: 'user' }, kind: 'company.create' } as const;
    const digests = await Promise.all(
      instances.map(async (at) => {
        const asked = { name: 'One company' };
        const request = await requestOf({ ...asking, instance: at, subject: 'companies', asked });
        return request.digest;
      }),
    );
    expect(new Set(digests).size).toBe(2);
    for (const digest of digests) expect(digest).toMatch(/^[\w-]{43}$/);
  });

  it('is invalid if its request can’t be turned into text', async () => {
    const { person } = await people();
    const request = await requestCases['a save']?.request(portal, person);
    if (!request) throw new Error('there is no save');
    const draft: Record<string, unknown> = { values: { environment: 10n } };
    draft.self = draft;
    const asked = { ...request, input: { ...request.input, draft } };
    expect(await answerTo(person, asked)).toEqual({ code: 'invalid', facts: {} });
    expect(await portal.recorded()).toEqual([]);
  });

  it('is the same if the names of a draft come in another order', async () => {
    const { person } = await people();
    const request = await requestCases['a save']?.request(portal, person);
    if (!request) throw new Error('there is no save');
    const turned = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, part]) => [name, turned(part)]),
          )
        : value;
    const answer = await send(person, request);
    const again = { ...request, input: turned(request.input) as Request['input'] };
    expect(lasting(await answerTo(person, again))).toEqual(lasting(answer));
  });

  it(`is valid for the second of two requests only if it equals the first, ${rounds} times`, async () => {
    const both = await people();
    const [one, another] = (await companiesAtCodat(portal)).map(({ id }) => id);
    for (let round = 0; round < rounds; round += 1) {
      const operation = randomUUID();
      const forms = { [instance]: await formOf(instance), [otherInstance]: await formOf(otherInstance) };
      const some = () => {
        const at = pick([instance, instance, otherInstance] as const);
        const name = pick(['company.create', 'connection.create', 'save'] as const);
        const input = {
          'company.create': () => ({ name: `${pick(['One', 'Other'])} company ${round}` }),
          'connection.create': () => ({ company: pick([one, another]), key: plaid }),
          save: () => {
            const linkConfigurationName = `${pick(['one', 'other'])} link ${round}`;
            return inputOf(forms[at], { values: { linkConfigurationName } });
          },
        }[name]();
        return { by: pick(['person', 'other'] as const), name, input: { ...input, instance: at, operation } };
      };
      const first = some();
      const second = round % 4 === 0 ? first : some();
      const asks = ({ by, ...request }: typeof first) => answerTo(both[by], request);
      const isAtOnce = round % 3 === 0;
      await portal.codat.clearRequests();
      const heard = isAtOnce
        ? await Promise.all([asks(first), asks(second)])
        : [await asks(first), await asks(second)];
      const told = `round ${round}: ${JSON.stringify([first, second, heard])}`;
      expect(await portal.writes(), told).toHaveLength(1);
      const [done, ...others] = heard.filter((answer) => !isError(answer)).map(lasting);
      const errors = heard.filter(isError);
      if (JSON.stringify(first) === JSON.stringify(second)) {
        for (const answer of [lasting(await asks(first)), ...others]) expect(answer, told).toEqual(done);
        expect(
          errors.filter(({ code }) => !isOpenOutcome(code as ErrorCode)),
          told,
        ).toEqual([]);
      } else expect({ errors, others }, told).toEqual({ errors: [conflict], others: [] });
    }

    async function formOf(at: string): Promise<SettingsFormView> {
      const { form } = await both.person.does(() => readIntegration({ instance: at, key: plaid }));
      if (!form) throw new Error('the page has no form');
      return form;
    }
  }, 600_000);
});

function pick<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)] as T;
}

function isError(answer: unknown): answer is { readonly code: string } {
  return typeof answer === 'object' && answer !== null && 'code' in answer;
}
