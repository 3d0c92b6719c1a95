import { describe, expect, it } from 'vitest';
import { linkMany } from '../../testing/company-fixtures';
import { engines, setupInstallation } from '../../testing/installation';
import {
  brokenRows,
  confirm,
  detailsOf,
  development,
  expectUntouched,
  inputFor,
  reviewOf,
} from '../../testing/reviewing';
import { firstSetUp } from '../../testing/settings-data';
import { confirmationOf, openForm, plaid, save } from '../../testing/settings-fixtures';

describe.each(engines)('the number in a review, on %s', (engine) => {
  const portal = setupInstallation(engine);

  describe('is counted again on confirmation', () => {
    async function reviewed(count: number) {
      await portal.codat.reset('empty');
      const developer = await portal.signInAs('Developer');
      await save(developer, await openForm(developer), firstSetUp);
      await linkMany(portal, count, plaid);
      const input = await inputFor(developer, development);
      const confirmation = confirmationOf(await reviewOf(developer, input));
      return { developer, input, confirmation };
    }

    it.each([
      [20, 2, 'saved'],
      [20, 3, 'count-increased'],
      [9, 1, 'count-increased'],
      [0, 1, 'count-increased'],
    ])('and %i with %i more gives %s', async (count, more, expected) => {
      const { developer, input, confirmation } = await reviewed(count);
      await linkMany(portal, more, plaid);
      const told = await confirm(developer, input, confirmation);
      expect(told.kind === 'needs-review' ? told.reason : told.kind).toBe(expected);
      if (told.kind === 'saved') return;
      // The change goes through once it has been reviewed again with the new number.
      const again = await reviewOf(developer, input);
      expect(again.affected?.count).toBe(count + more);
      expect(await confirm(developer, input, confirmationOf(again))).toMatchObject({ kind: 'saved' });
      expect((await brokenRows()).connections).toHaveLength(count + more);
    });
  });

  describe('if Codat can’t be asked who is linked', () => {
    const away = { method: 'GET', path: '/companies', status: 500, times: 99 } as const;

    it('says so, asks for the phrase in any case, and records that the number is unknown', async () => {
      const developer = await portal.signInAs('Developer');
      await portal.codat.faults([away]);
      const input = await inputFor(developer, development);
      const review = await reviewOf(developer, input);
      expect(review).toMatchObject({ affected: null, phrase: 'development' });
      expect(await confirm(developer, input, { token: review.token, phrase: '' })).toMatchObject({
        reason: 'phrase-mismatch',
      });
      expect(await confirm(developer, input, confirmationOf(review))).toMatchObject({ kind: 'saved' });
      expect(await detailsOf(portal)).toMatchObject([{ companies: 'unknown' }, { companies: 'unknown' }]);
      expect(await brokenRows()).toMatchObject({ changes: [{ company_count: null }], connections: [] });
    });

    it('gives up on a count that takes longer than a page may', async () => {
      const developer = await portal.signInAs('Developer');
      const input = await inputFor(developer, development);
      await portal.restart({ PAGE_TIMEOUT_MS: '300' });
      await portal.codat.faults([{ method: 'GET', path: '/companies', delayMs: 600_000 }]);
      expect(await reviewOf(developer, input)).toMatchObject({ affected: null, phrase: 'development' });
      await portal.codat.release();
    });

    it('asks again if it could be counted before, and if it can be by now', async () => {
      const developer = await portal.signInAs('Developer');
      const input = await inputFor(developer, development);
      const known = await reviewOf(developer, input);
      await portal.codat.faults([away]);
      expect(await confirm(developer, input, confirmationOf(known))).toMatchObject({
        reason: 'count-unavailable',
      });
      const unknown = await reviewOf(developer, input);
      await portal.codat.clearFaults();
      expect(await confirm(developer, input, confirmationOf(unknown))).toMatchObject({
        reason: 'count-increased',
      });
      await expectUntouched(portal);
    });
  });
});
