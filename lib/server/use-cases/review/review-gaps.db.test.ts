import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors';
import {
  absurdTotals,
  placesOfLinked,
  spoilCompanies,
  spoiltCompanies,
} from '../../testing/faults/spoilt-lists';
import { setupInstallation } from '../../testing/installation';
import { instance } from '../../testing/names';
import type { Browser } from '../../testing/next-headers';
import { compare, latestChange, list } from '../../testing/reconnecting';
import {
  brokenRows,
  confirm,
  detailsOf,
  development,
  expectUntouched,
  inputFor,
  reviewOf,
} from '../../testing/reviewing';
import { confirmationOf, plaid } from '../../testing/settings-fixtures';
import { readCompanies } from '../companies/read-companies';
import { readCompany } from '../companies/read-company';
import { countConnections } from '../integrations/count-connections';
import { setEnablement } from '../integrations/set-enablement';
import { exportReconnectList } from '../reconnect/export-reconnect-list';
import { listReconnects } from '../reconnect/list-reconnects';
import { exportLinked } from './export-linked';
import { reviewDeletion } from './review-deletion';
import { reviewDisabling } from './review-disabling';

describe('a list of companies with gaps', () => {
  const portal = setupInstallation('sqlite');
  const look = { instance, key: plaid };

  /** Leaves 9 of the 42 companies that are linked with Plaid readable. */
  async function spoil33(spoil: (typeof spoiltCompanies)[number][1]) {
    const places = (await placesOfLinked(portal)).slice(0, 33);
    await spoilCompanies(portal, places.map(spoil));
  }

  const nullStatus = spoiltCompanies[0]?.[1] as (typeof spoiltCompanies)[number][1];

  async function switchWithGaps(person: Browser): Promise<string> {
    const input = await inputFor(person, development);
    await spoil33(nullStatus);
    const review = await reviewOf(person, input);
    expect(await confirm(person, input, confirmationOf(review))).toMatchObject({ kind: 'saved' });
    await portal.codat.clearFaults();
    return latestChange();
  }

  it.each(spoiltCompanies)('makes the number unknown, and asks for the phrase: %s', async (_, spoil) => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, development);
    await spoil33(spoil);
    const review = await reviewOf(developer, input);
    expect(review).toMatchObject({ affected: { count: 9, isComplete: false }, phrase: 'development' });
    expect(review.affected?.names).toHaveLength(9);
    expect(await confirm(developer, input, { token: review.token, phrase: '' })).toMatchObject({
      reason: 'phrase-mismatch',
    });
    await expectUntouched(portal);
  });

  it.each(absurdTotals)('makes the number unknown if the total is %s', async (_, spoil) => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, development);
    await spoilCompanies(portal, [spoil]);
    await portal.codat.clearRequests();
    const review = await reviewOf(developer, input);
    expect(review).toMatchObject({ affected: { count: 42, isComplete: false }, phrase: 'development' });
    const calls = (await portal.codat.requests()).filter(({ path }) => path === '/companies');
    expect(calls.length).toBeLessThanOrEqual(4);
  });

  it('is read once more, so that one odd answer costs nothing', async () => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, development);
    const spoil = [{ at: 'totalResults', value: 9 }];
    await portal.codat.faults([{ method: 'GET', path: '/companies', spoil }]);
    expect(await reviewOf(developer, input)).toMatchObject({ affected: { count: 42, isComplete: true } });
  });

  it('leaves a list that names the known ones, says that it is incomplete, and shows who else is cut off', async () => {
    const developer = await portal.signInAs('Developer');
    const id = await switchWithGaps(developer);
    expect(await detailsOf(portal)).toMatchObject([{ companies: 'unknown' }, { companies: 'unknown' }]);
    const { changes, connections } = await brokenRows();
    expect(changes).toMatchObject([{ company_count: null }]);
    expect(connections).toHaveLength(9);

    const view = await list(developer, id);
    expect(view).toMatchObject({ isComplete: false, counts: { total: 9, missing: 9 } });
    expect(view.matching).toBeGreaterThanOrEqual(42);
    expect(await developer.does(() => listReconnects(look))).toMatchObject([
      { isComplete: false, counts: { total: 9, missing: 9 } },
    ]);
    const file = await developer.does(() => exportReconnectList({ ...look, change: id }));
    expect(file.file).toMatch(/-incomplete\.csv$/);
    expect(file.text.split('\n')[1]).toContain('This list is incomplete');
  });

  it('is reported in the result of the save, and keeps the known ones while Codat can’t be asked', async () => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, development);
    await spoil33(nullStatus);
    const told = await confirm(developer, input, confirmationOf(await reviewOf(developer, input)));
    expect(told).toMatchObject({ cutOff: { companies: null } });
    await portal.codat.clearFaults();
    const id = await latestChange();
    await portal.codat.faults([{ method: 'GET', path: '/companies', status: 500, times: 20 }]);
    await portal.restart();
    expect((await list(developer, id)).rows).toHaveLength(9);
  });

  it('asks again if more are known than the person was shown, and if all can be counted', async () => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, development);
    const places = await placesOfLinked(portal);
    await spoilCompanies(portal, places.slice(0, 33).map(nullStatus));
    const seen = confirmationOf(await reviewOf(developer, input));
    await portal.codat.clearFaults();
    await spoilCompanies(portal, places.slice(0, 20).map(nullStatus));
    expect(await confirm(developer, input, seen)).toMatchObject({ reason: 'count-increased' });
    await portal.codat.clearFaults();
    expect(await confirm(developer, input, seen)).toMatchObject({ reason: 'count-increased' });
    const whole = confirmationOf(await reviewOf(developer, input));
    await spoilCompanies(portal, places.slice(0, 1).map(nullStatus));
    expect(await confirm(developer, input, whole)).toMatchObject({ reason: 'count-unavailable' });
    await expectUntouched(portal);
  });

  it('is no number to disable, delete or export by', async () => {
    const administrator = await portal.signInAs('Administrator');
    await spoil33(nullStatus);
    await administrator.does(async () => {
      const { review } = await reviewDisabling(look);
      expect(review.affected).toMatchObject({ count: 9, isComplete: false });
      const deletion = await reviewDeletion({ ...look, operation: randomUUID() });
      expect(deletion.review.affected).toMatchObject({ count: 9, isComplete: false });
      const disable = (acknowledged: string) =>
        setEnablement({ ...look, enabled: 'false', acknowledged }).then(
          () => 'disabled',
          (error: unknown) => (error instanceof AppError ? error.code : 'broken'),
        );
      for (const number of ['0', '9', '42']) expect(await disable(number)).toBe('needs-confirmation');
      const { file, text, isComplete } = await exportLinked(look);
      expect({ file, isComplete }).toMatchObject({
        file: expect.stringMatching(/-incomplete\.csv$/),
        isComplete: false,
      });
      expect(text.split('\n')[1]).toContain('This list is incomplete');
      expect(await disable('unknown')).toBe('disabled');
    });
  });

  it('counts no customer as back or missing whose connections can’t be read', async () => {
    const developer = await portal.signInAs('Developer');
    const input = await inputFor(developer, development);
    expect(await confirm(developer, input, confirmationOf(await reviewOf(developer, input)))).toMatchObject({
      kind: 'saved',
    });
    const id = await latestChange();
    await spoilCompanies(portal, [nullStatus('results.*')]);
    await compare(developer, id);
    const odd = await list(developer, id);
    expect(odd.counts).toEqual({ total: 42, back: 0, missing: 0, unknown: 42, gone: 0 });
    expect(odd.rows.every(({ state, standing }) => state === 'unreadable' && standing === 'unknown')).toBe(
      true,
    );
    const notice = { counts: { missing: 0, unknown: 42 } };
    expect(await developer.does(() => listReconnects(look))).toMatchObject([notice]);

    // A company that is not in a list with gaps may exist anyway.
    await portal.codat.clearFaults();
    await spoilCompanies(portal, [{ at: 'results.*.id' }]);
    await compare(developer, id);
    expect((await list(developer, id)).counts).toMatchObject({ unknown: 42, gone: 0 });

    await portal.codat.clearFaults();
    await compare(developer, id);
    expect((await list(developer, id)).counts).toEqual({
      total: 42,
      back: 0,
      missing: 42,
      unknown: 0,
      gone: 0,
    });
  });

  it('never shows a company as without connections that can’t be read', async () => {
    const developer = await portal.signInAs('Developer');
    const spoil = [{ at: 'results.*.dataConnections', value: null }];
    await spoilCompanies(portal, spoil);
    const asked = (question: object) =>
      developer.does(() => readCompanies({ instance, searchParams: { ...question } }));
    const { rows } = await asked({});
    expect(rows).toHaveLength(50);
    expect(rows.every(({ status }) => status === 'unknown')).toBe(true);
    expect(await asked({ status: 'no-connections' })).toMatchObject({ total: 0, isComplete: false });
    expect((await asked({ status: 'unknown' })).total).toBe(60);
    const counts = await developer.does(() => countConnections(look));
    expect(counts.isComplete).toBe(false);

    const id = rows[0]?.id ?? '';
    const one = { method: 'GET', path: `/companies/${id}`, spoil: [{ at: 'dataConnections', value: null }] };
    await portal.codat.faults([one]);
    const company = await developer.does(() => readCompany({ instance, company: id }));
    expect(company).toMatchObject({ status: 'unknown', connections: [], unreadableConnections: 1 });
  });

  it.each(absurdTotals)('has pages for a reader even if the total is %s', async (_, spoil) => {
    const developer = await portal.signInAs('Developer');
    await spoilCompanies(portal, [spoil]);
    const page = (number: number) =>
      developer.does(() => readCompanies({ instance, searchParams: { page: String(number) } }));
    const first = await page(1);
    expect(first).toMatchObject({ hasNext: true });
    expect(first.rows).toHaveLength(50);
    expect(first.pages ?? 1).toBeLessThanOrEqual(4_000);
    const second = await page(2);
    expect(second.rows).toHaveLength(10);
    expect(second).toMatchObject({ total: null, hasNext: false, isComplete: false });
  });
});
