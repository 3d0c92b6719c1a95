import { describe, expect, it } from 'vitest';
import type { AppError } from '../../errors';
import { definitionOf } from '../../operations/definition';
import { closeOperation, markNeedsAttention } from '../../operations/operations';
import { engines, setupInstallation } from '../../testing/installation';
import type { Browser } from '../../testing/next-headers';
import { answerTo, type Request, type RequestCase, requestCases } from '../../testing/requests';
import { confirm, development, inputFor, reviewOf } from '../../testing/reviewing';
import { developmentSecret, firstSetUp, seeded } from '../../testing/settings-data';
import {
  confirmationOf,
  credentialsPath,
  expireLeases,
  openForm,
  putDirectly,
  save,
} from '../../testing/settings-fixtures';
import { operationDefinitions } from './operation-definitions';
import { reconcileOperations } from './reconcile-operations';

// A request that is sent again returns the recorded outcome, whatever it was.

type Failure = { readonly code: string; readonly facts: AppError['facts'] };

const sending = Object.entries(requestCases).filter(([, { sent }]) => sent !== null);
const ofSettings = sending.filter(([, { sent }]) => sent?.path === credentialsPath());

describe.each(engines)('a request that is sent again, on %s', (engine) => {
  const portal = setupInstallation(engine);

  /** Sends the request once while Codat has the fault given. */
  async function failed(person: Browser, { request: prepare, sent }: RequestCase, fault: object) {
    const request = await prepare(portal, person);
    await portal.codat.clearRequests();
    await portal.codat.faults([{ ...sent, path: sent?.path ?? '', apply: 'never', ...fault }]);
    return { request, first: (await answerTo(person, request)) as Failure };
  }

  /** Sends the request once, and leaves its outcome unknown. */
  async function left(person: Browser, one: RequestCase): Promise<Request> {
    const { request, first } = await failed(person, one, { abort: true });
    expect(first.code).toBe('outcome-unknown');
    return request;
  }

  describe.each(sending)('of %s', (_, one) => {
    it.each([
      [403, 'codat-refused'],
      [401, 'codat-key-refused'],
      [429, 'codat-rate-limited'],
    ])('reports that Codat refused it with %i', async (status, code) => {
      const person = await portal.signInAs('Administrator');
      const { request, first } = await failed(person, one, { status, headers: { 'Retry-After': '7' } });
      const { name, state } = first.facts;
      const answered = { status, seconds: 7 };
      expect(first).toMatchObject({ code, facts: answered });
      expect(await answerTo(person, request)).toEqual({ code, facts: { name, state, ...answered } });
      expect(await portal.writes()).toHaveLength(1);
    });

    it('reports that it was not applied', async () => {
      const person = await portal.signInAs('Administrator');
      const { request, first } = await failed(person, one, { status: 500 });
      const { name, state } = first.facts;
      expect(first.code).toBe('outcome-unknown');
      await expireLeases();
      await reconcileOperations();
      expect(await answerTo(person, request)).toEqual({ code: 'not-applied', facts: { name, state } });
      expect(await portal.writes()).toHaveLength(1);
    });

    it('reports that nothing is known as long as it is open, and that nothing ever will be after that', async () => {
      const person = await portal.signInAs('Administrator');
      const request = await left(person, one);
      const facts = { name: expect.stringMatching(/./), state: expect.stringMatching(/./) };
      expect(await answerTo(person, request)).toEqual({ code: 'outcome-unknown', facts });
      for (const open of await portal.openOperations()) {
        const closing = { outcome: 'unknown', details: { looks: 14 } } as const;
        await closeOperation(definitionOf(operationDefinitions, open), open, closing);
      }
      const over = { code: 'outcome-unknown', facts: { ...facts, looks: 'over' } };
      for (let i = 0; i < 2; i += 1) expect(await answerTo(person, request)).toEqual(over);
      expect(await portal.writes()).toHaveLength(1);
    });
  });

  describe.each(ofSettings)('of %s', (_, one) => {
    it('reports that it waits for a person, and what the person decided', async () => {
      const person = await portal.signInAs('Administrator');
      const request = await left(person, one);
      const [open] = await portal.openOperations();
      if (!open) throw new Error('nothing is open');
      await markNeedsAttention(open);
      expect(await answerTo(person, request)).toMatchObject({ code: 'needs-attention' });
      const closing = { outcome: 'superseded', details: { by: 'somebody' } } as const;
      await closeOperation(definitionOf(operationDefinitions, open), open, closing);
      expect(await answerTo(person, request)).toMatchObject({ code: 'superseded', facts: { name: 'Plaid' } });
      expect(await portal.writes()).toHaveLength(1);
    });
  });

  describe('of a save that was applied', () => {
    it('reports what was changed and sent, and that Codat’s mask prevented verification', async () => {
      for (const maskCredentials of [true, false]) {
        await portal.codat.reset('empty');
        await portal.codat.modes({ maskCredentials });
        const person = await portal.signInAs('Administrator');
        const form = await openForm(person);
        const { receipt, ...first } = (await save(person, form, firstSetUp)) as { receipt?: unknown };
        expect(first).toMatchObject({ kind: 'saved', sent: true, verified: !maskCredentials, enabled: true });
        expect(await save(person, form, firstSetUp)).toEqual(first);
      }
    });

    it.each([true, false])(
      'and reconciled by reading reports the same, masked: %s',
      async (maskCredentials) => {
        const person = await portal.signInAs('Administrator');
        const request = await left(person, requestCases['a save'] as RequestCase);
        await putDirectly(portal, { ...seeded, countryCodes: 'GB' });
        await portal.codat.modes({ maskCredentials });
        await expireLeases();
        await reconcileOperations();
        expect(await answerTo(person, request)).toMatchObject({
          kind: 'saved',
          sent: true,
          verified: !maskCredentials,
          fields: ['Country codes'],
        });
      },
    );

    it('reports which customers it cut off', async () => {
      const person = await portal.signInAs('Administrator');
      const input = await inputFor(person, development);
      const confirmation = confirmationOf(await reviewOf(person, input));
      const first = await confirm(person, input, confirmation);
      expect(first).toMatchObject({ cutOff: { change: input.operation, companies: 42 } });
      const { receipt, ...lasting } = first as { receipt?: unknown };
      expect(await confirm(person, input, confirmation)).toEqual(lasting);
    });

    it('reports that it stayed here if it concerned nothing at Codat', async () => {
      const person = await portal.signInAs('Administrator');
      const form = await openForm(person);
      const changes = { secrets: { developmentSecret } };
      const first = await save(person, form, changes);
      expect(first).toMatchObject({ kind: 'saved', sent: false });
      expect(await save(person, form, changes)).toEqual(first);
    });
  });
});
