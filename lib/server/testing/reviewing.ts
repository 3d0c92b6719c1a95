import { expect } from 'vitest';
import type { Confirmation, Review } from '@/lib/integrations/review';
import { database } from '../db/database';
import { reviewDeletion } from '../use-cases/review/review-deletion';
import { reviewSave } from '../use-cases/review/review-save';
import { deleteCredentials } from '../use-cases/settings/delete-credentials';
import { saveSettings } from '../use-cases/settings/save-settings';
import type { Installation } from './installation';
import { instance } from './names';
import type { Browser } from './next-headers';
import { developmentSecret, puts } from './settings-data';
import {
  type Changes,
  confirmationOf,
  inputOf,
  openForm,
  outcomeOf,
  plaid,
  type SaveOutcome,
} from './settings-fixtures';

// Takes reviews and confirms them, one step after the other.

export type Input = ReturnType<typeof inputOf>;

export const development: Changes = {
  values: { environment: 'development' },
  secrets: { developmentSecret },
};

export async function inputFor(person: Browser, changes: Changes, key?: string): Promise<Input> {
  return inputOf(await openForm(person, key), changes);
}

export async function reviewOf(person: Browser, input: Input): Promise<Review> {
  const answer = await person.does(() => reviewSave.untrusted(input));
  if (answer.kind !== 'review') throw new Error(`told ${answer.kind}`);
  return answer.review;
}

export function confirm(person: Browser, input: Input, confirmation: Confirmation): Promise<SaveOutcome> {
  return outcomeOf(person.does(() => saveSettings.untrusted({ ...input, confirmation })));
}

/** Deletes the credentials through the review, with the word that it asks for. */
export async function deleteBy(person: Browser, operation: string, key = plaid) {
  const input = { instance, key, operation };
  return person.does(async () => {
    const { review } = await reviewDeletion(input);
    return deleteCredentials({ ...input, confirmation: confirmationOf(review) });
  });
}

/** Returns the rows kept for changes that took effect, and for those whose outcome is open. */
export async function brokenRows() {
  const changes = await database().selectFrom('disruptive_changes').selectAll().orderBy('at').execute();
  const connections = await database()
    .selectFrom('affected_connections')
    .selectAll()
    .orderBy('company_id')
    .orderBy('connection_id')
    .execute();
  return { changes, connections };
}

/** Names the connections in the format of `connectionsAt`. */
export function named(rows: readonly { company_id: string; connection_id: string }[]): string[] {
  return rows.map(({ company_id, connection_id }) => `${company_id}/${connection_id}`).sort();
}

export async function detailsOf(portal: Installation): Promise<Record<string, unknown>[]> {
  return (await portal.recorded()).map(({ details }) => JSON.parse(details));
}

/** Checks that nothing was sent or recorded, and that no operation or change is stored. */
export async function expectUntouched(portal: Installation): Promise<void> {
  expect(await puts(portal)).toEqual([]);
  expect(await portal.recorded()).toEqual([]);
  expect(await portal.openOperations()).toEqual([]);
  expect((await brokenRows()).changes).toEqual([]);
}
