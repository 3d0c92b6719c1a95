import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { observeEnablement } from '../../integrations/enablement';
import { enablementOperations } from '../../integrations/enablement-operations';
import { executeWrite } from '../../operations/execute-write';
import { latestActivitySeq, openOperation } from '../../operations/operations';
import { setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { expectUntouched, type Input, inputFor } from '../../testing/reviewing';
import { clientId } from '../../testing/settings-data';
import { expireLeases } from '../../testing/settings-fixtures';
import { enable, held, isEnabledAtCodat, patch, sandbox, untilReceived } from '../../testing/switching';
import { readCompany } from '../companies/read-company';
import { saveSettings } from '../settings/save-settings';
import { reconcileOperations } from './reconcile-operations';

const timeoutMs = 1_500;
const pauseMs = 5_000;
const failFastMs = 1_000;
const silent = { path: '/*', delayMs: 600_000, times: 1_000 } as const;
const cut = { method: 'GET', path: '/companies/*', abort: true, times: 1_000 } as const;

describe('while Codat is silent', () => {
  const portal = setupInstallation('sqlite', {
    BREAKER_PAUSE_MS: String(pauseMs),
    CODAT_TIMEOUT_MS: String(timeoutMs),
  });

  /** Returns the error shown to the person, and how long it takes. */
  async function timed(promise: Promise<unknown>) {
    const startedAt = performance.now();
    const told = await promise.then(
      () => null,
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return { code: error.code, reason: error.facts.reason };
      },
    );
    return { told, tookMs: performance.now() - startedAt };
  }

  const save = (person: Browser, input: Input) => timed(person.does(() => saveSettings.untrusted(input)));
  const paused = { code: 'codat-unavailable', reason: 'paused' };

  it('three saves wait for it, the fourth fails at once with nothing sent, and later ones go through', async () => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, { values: { clientId } });
    await portal.codat.faults([silent]);
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await save(developer, input)).told).toEqual({ code: 'codat-unavailable', reason: 'time-out' });
    }
    await portal.codat.clearRequests();
    const { told, tookMs } = await save(developer, input);
    expect(told).toEqual(paused);
    expect(tookMs).toBeLessThan(failFastMs);
    const read = await timed(developer.does(() => readCompany({ instance, company: 'a' })));
    expect(read.told).toEqual(paused);
    expect(read.tookMs).toBeLessThan(failFastMs);
    expect(await portal.codat.requests()).toEqual([]);
    await expectUntouched(portal);

    await portal.codat.clearFaults();
    await portal.codat.release();
    await vi.waitFor(async () => expect((await save(developer, input)).told).toBeNull(), {
      timeout: 15_000,
      interval: 200,
    });
  }, 30_000);

  it.each([
    { status: 500 },
    { status: 503 },
    { status: 401 },
    { status: 307, headers: { Location: '/profile' } },
    { status: 200, body: '<html>' },
  ])('opens no breaker by answers, such as %j', async (answer) => {
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ path: '/companies/a', times: 1_000, ...answer }]);
    const look = () => timed(developer.does(() => readCompany({ instance, company: 'a' })));
    await Promise.all([look(), look(), look()]);
    expect((await look()).told?.reason).not.toBe('paused');
  });

  it('reads back a write that went unanswered, even if its silence is the third', async () => {
    await portal.restart({ CODAT_TIMEOUT_MS: '5000' });
    const developer = await portal.signInAs('Developer');
    await portal.codat.faults([{ ...held, apply: 'before' }, cut]);
    const switching = enable(developer);
    await untilReceived(portal, 'PATCH');
    const look = () => timed(developer.does(() => readCompany({ instance, company: 'a' })));
    await Promise.all([look(), look()]);
    expect(portal.logged()).not.toContain('codat-paused');
    expect((await switching).code).toBe('enabled');
    expect(portal.logged()).toContain('codat-paused');
    await portal.codat.release();
    expect(await portal.openOperations()).toEqual([]);
  }, 30_000);

  async function openBreaker(): Promise<void> {
    const codat = await codatClientFor(await portal.instanceRow());
    await portal.codat.faults([cut]);
    await Promise.allSettled([1, 2, 3].map(() => codat.findCompany('a')));
    await portal.codat.clearFaults();
  }

  async function openSwitch() {
    const { id } = await portal.instanceRow();
    const subject = { instanceId: id, integrationKey: sandbox, readAtSeq: await latestActivitySeq(id) };
    const actor = { id: null, label: 'someone@example.com' };
    return openOperation(enablementOperations.enabled, { subject, kind: 'enabled', actor, details: {} });
  }

  it('sends no write if the breaker opens after its intent, and leaves nothing open', async () => {
    const codat = await codatClientFor(await portal.instanceRow());
    const operation = await openSwitch();
    await openBreaker();
    await portal.codat.clearRequests();
    const write = executeWrite(operation, {
      definition: enablementOperations.enabled,
      send: () => codat.setEnabled(sandbox, true),
      look: observeEnablement(codat, sandbox, 'enabled'),
      facts: {},
    });
    expect(await timed(write)).toMatchObject({ told: paused });
    expect(await portal.codat.requests()).toEqual([]);
    expect(await portal.openOperations()).toEqual([]);
    expect(await portal.recorded()).toMatchObject([
      { phase: 'intent' },
      { phase: 'outcome', outcome: 'not-applied', details: JSON.stringify({ sent: false }) },
    ]);
  }, 20_000);

  it('uses up no look at an open operation, and reconciles it once Codat answers', async () => {
    const developer = await portal.signInAs('Developer');
    await openSwitch();
    await expireLeases();
    await openBreaker();
    await reconcileOperations();
    const { code } = await enable(developer);
    expect(code).toBe('codat-unavailable');
    expect(await portal.openOperations()).toMatchObject([{ check_attempts: 0 }]);
    await vi.waitFor(
      async () => {
        await reconcileOperations();
        expect(await portal.openOperations()).toEqual([]);
      },
      { timeout: 15_000, interval: 200 },
    );
    expect(await isEnabledAtCodat(portal, developer)).toBe(false);
    expect((await portal.writes()).filter(({ path }) => path === patch.path)).toEqual([]);
  }, 30_000);
});
