import { describe, expect, it } from 'vitest';
import {
  addCompany,
  connectionsAt,
  leavePending,
  linkCompany,
  listCompanies,
  unlinkCompany,
} from '../../testing/company-fixtures';
import { type Installation, setupInstallation } from '../../testing/installation';
import { brokenRows, confirm, named, reviewOf } from '../../testing/reviewing';
import { clientId, developmentSecret, otherSecret, sandboxSecret } from '../../testing/settings-data';
import { confirmationOf, inputOf, openForm, plaid } from '../../testing/settings-fixtures';

const worlds = 20;
const others = ['gbol', 'qhyg'];

const below = (limit: number) => Math.floor(Math.random() * limit);
const chance = (share: number) => Math.random() < share;

const changes = [
  { values: { clientId } },
  { secrets: { sandboxSecret } },
  { values: { environment: 'development' }, secrets: { developmentSecret } },
  { values: { environment: 'production' }, secrets: { productionSecret: otherSecret } },
] as const;

/** Removes some of the seed's customers and adds new ones, with anything that a customer may leave behind. */
async function invent(portal: Installation): Promise<void> {
  await portal.codat.reset();
  for (const { id } of await listCompanies(portal)) {
    if (chance(0.4)) await unlinkCompany(portal, id, plaid);
  }
  for (let i = below(25); i > 0; i -= 1) {
    const company = await addCompany(portal, `New company ${i}`);
    for (let links = below(3); links > 0; links -= 1) await linkCompany(portal, company, plaid);
    if (chance(0.3)) await leavePending(portal, company, plaid);
    const other = others[below(others.length)];
    if (chance(0.3) && other) await linkCompany(portal, company, other);
    if (chance(0.2)) await unlinkCompany(portal, company.id, plaid);
  }
}

describe('the number in a review', () => {
  const portal = setupInstallation('sqlite');

  it(`is, in ${worlds} random worlds, that of the companies which Codat then deauthorizes`, async () => {
    const developer = await portal.signInAs('Developer');
    const counts: number[] = [];
    for (let world = 0; world < worlds; world += 1) {
      await invent(portal);
      const form = await openForm(developer);
      const input = inputOf(form, changes[world % changes.length] ?? {});
      const linked = await connectionsAt(portal, plaid, 'Linked');
      const deauthorizedBefore = await connectionsAt(portal, plaid, 'Deauthorized');

      const review = await reviewOf(developer, input);
      expect(await confirm(developer, input, confirmationOf(review))).toMatchObject({ kind: 'saved' });

      const affected = (await connectionsAt(portal, plaid, 'Deauthorized')).filter(
        (name) => !deauthorizedBefore.includes(name),
      );
      const companies = new Set(affected.map((name) => name.split('/')[0]));
      expect(affected, `world ${world}`).toEqual(linked);
      expect(review.affected?.count, `world ${world}`).toBe(companies.size);
      const kept = (await brokenRows()).connections.filter(({ change_id }) => change_id === input.operation);
      expect(named(kept)).toEqual(affected);
      counts.push(companies.size);
    }
    // The worlds differ from one another.
    expect(new Set(counts).size).toBeGreaterThan(5);
  }, 120_000);
});
