import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Fault } from '@/emulator/control';
import {
  type CompanyWriteCase,
  companiesAtCodat,
  companyWrites,
  createAtCodat,
  outcomeOf,
  requireCompanyWith,
} from '../../testing/companies';
import { engines, setupInstallation } from '../../testing/installation';
import { expireLeases, reconcileUntilClosed } from '../../testing/settings-fixtures';
import { outcomes } from '../../testing/switching';
import { reconcileOperations } from '../operations/reconcile-operations';

const names = Object.keys(companyWrites) as (keyof typeof companyWrites)[];

/** The fault, and the outcome that the user gets: `applied` where the write took effect. */
const spoilt: readonly [string, Omit<Fault, 'path'>, string][] = [
  ['400 and nothing done', { status: 400, apply: 'never' }, 'codat-refused'],
  ['402 and nothing done', { status: 402, apply: 'never' }, 'codat-refused'],
  ['401 and nothing done', { status: 401, apply: 'never' }, 'codat-key-refused'],
  ['429 and nothing done', { status: 429, apply: 'never' }, 'codat-rate-limited'],
  ['403, and it had taken effect', { status: 403, apply: 'before' }, 'applied'],
  ['500 after the effect', { status: 500, apply: 'before' }, 'applied'],
  ['500 and nothing done', { status: 500, apply: 'never' }, 'outcome-unknown'],
  ['503 after the effect', { status: 503, apply: 'before' }, 'applied'],
  ['503 and nothing done', { status: 503, apply: 'never' }, 'outcome-unknown'],
  ['504 after the effect', { status: 504, apply: 'before' }, 'applied'],
  ['504 and nothing done', { status: 504, apply: 'never' }, 'outcome-unknown'],
  ['202 for later, and it never comes', { status: 202, apply: 'never' }, 'outcome-unknown'],
  ['200, and nothing done', { status: 200, body: {}, apply: 'never' }, 'not-visible-yet'],
  ['200 with a body that is none', { status: 200, body: '<html>', apply: 'before' }, 'applied'],
  ['200 that names another thing', { status: 200, body: { id: 'x' }, apply: 'before' }, 'applied'],
  ['a lost connection after the effect', { abort: true, apply: 'before' }, 'applied'],
  ['a lost connection before the effect', { abort: true, apply: 'never' }, 'outcome-unknown'],
  ['a body cut at its end, after the effect', { abort: 'afterBody', apply: 'before' }, 'applied'],
];

describe.each(engines)('a write to a company with Codat’s answer spoilt, on %s', (engine) => {
  const portal = setupInstallation(engine);

  describe.each(names)('%s', (name) => {
    const write: CompanyWriteCase = companyWrites[name];

    it.each(spoilt)('reports the truth after %s, and sends once', async (_, fault, code) => {
      const isApplied = code === 'applied';
      const person = await portal.signInAs('Developer');
      const target = await requireCompanyWith(portal, 'Linked');
      await portal.codat.faults([{ method: write.method, path: write.path(target), ...fault }]);
      expect(await outcomeOf(person.does(() => write.call(target)))).toBe(code);
      expect(await portal.writes()).toHaveLength(1);
      expect(write.isApplied(await companiesAtCodat(portal), target)).toBe(isApplied);

      const isOpen = code === 'outcome-unknown' || code === 'not-visible-yet';
      expect(await portal.openOperations()).toHaveLength(isOpen ? 1 : 0);
      await reconcileUntilClosed();
      const refused = code.startsWith('codat-');
      expect(outcomes(await portal.recorded())).toEqual([
        isApplied ? 'applied' : refused ? 'refused' : 'not-applied',
      ]);
      expect(await portal.writes()).toHaveLength(1);
    });

    it('is found by asking again, never by sending, if its effect comes after the answer was given up', async () => {
      const person = await portal.signInAs('Developer');
      await portal.restart({ CODAT_TIMEOUT_MS: '1500' });
      const target = await requireCompanyWith(portal, 'Linked');
      await portal.codat.faults([
        { method: write.method, path: write.path(target), delayMs: 600_000, apply: 'after', status: 503 },
      ]);
      const operation = randomUUID();
      const decide = () => outcomeOf(person.does(() => write.call(target, operation)));
      expect(await decide()).toBe('outcome-unknown');
      await portal.restart();
      expect(await decide()).toBe('outcome-unknown');
      await portal.codat.release();
      expect(await decide()).toBe('applied');
      expect(await decide()).toBe('applied');
      expect(outcomes(await portal.recorded())).toEqual(['applied']);
      expect(await portal.openOperations()).toEqual([]);
      expect(await portal.writes()).toHaveLength(1);
    });

    it('is called neither done nor failed if it can’t be read back', async () => {
      const person = await portal.signInAs('Developer');
      const target = await requireCompanyWith(portal, 'Linked');
      await portal.codat.faults([
        { method: write.method, path: write.path(target), delayMs: 600_000, apply: 'before' },
      ]);
      const decided = outcomeOf(person.does(() => write.call(target)));
      await expect.poll(async () => (await portal.writes()).length).toBe(1);
      await portal.codat.faults([{ method: 'GET', path: '/companies*', status: 400, times: 2 }]);
      await portal.codat.release();
      expect(await decided).toBe('not-visible-yet');
      await expireLeases();
      await reconcileOperations();
      expect(outcomes(await portal.recorded())).toEqual(['applied']);
    });

    it('is one write, however often and however fast the same decision is sent', async () => {
      const person = await portal.signInAs('Developer');
      const target = await requireCompanyWith(portal, 'Linked');
      const operation = randomUUID();
      const decide = () => outcomeOf(person.does(() => write.call(target, operation)));
      const answers = await Promise.all([decide(), decide(), decide()]);
      expect(answers).toContain('applied');
      for (const answer of answers) expect(['applied', 'conflict', 'outcome-unknown']).toContain(answer);
      expect(await decide()).toBe('applied');
      expect(await portal.writes()).toHaveLength(1);
      expect(outcomes(await portal.recorded())).toEqual(['applied']);
    });
  });

  it('waits for an open write to the same company, and says so', async () => {
    const person = await portal.signInAs('Developer');
    const target = await requireCompanyWith(portal, 'Linked');
    const { method, path, call } = companyWrites['connection.unlink'];
    await portal.codat.faults([{ method, path: path(target), abort: true, apply: 'never' }]);
    expect(await outcomeOf(person.does(() => call(target)))).toBe('outcome-unknown');
    expect(await outcomeOf(person.does(() => companyWrites['company.delete'].call(target)))).toBe('conflict');
    expect(await outcomeOf(person.does(() => companyWrites['company.create'].call(target)))).toBe('applied');
    expect((await portal.writes()).map((sent) => sent.method)).toEqual(['PATCH', 'POST']);
  });

  it('can’t tell which of two companies of the same name is its own, and says that it can’t', async () => {
    const person = await portal.signInAs('Developer');
    const target = await requireCompanyWith(portal, 'Linked');
    const { method, path, call } = companyWrites['company.create'];
    await portal.codat.faults([{ method, path: path(), delayMs: 600_000, status: 503, apply: 'before' }]);
    const operation = randomUUID();
    const decided = outcomeOf(person.does(() => call(target, operation)));
    await expect.poll(async () => (await portal.writes()).length).toBe(1);
    await createAtCodat(portal, 'Juniper & Sons Roofing');
    await portal.codat.release();
    expect(await decided).toBe('outcome-unknown');
    expect(await outcomeOf(person.does(() => call(target, operation)))).toBe('outcome-unknown');
    expect(await portal.openOperations()).toHaveLength(1);
  });
});
