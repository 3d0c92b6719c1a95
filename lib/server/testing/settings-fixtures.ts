import type { SecretIntent } from '@/lib/integrations/draft';
import type { Confirmation, Review } from '@/lib/integrations/review';
import type { SaveResult, SettingsFormView } from '@/lib/integrations/views';
import { database } from '../db/database';
import { AppError } from '../errors';
import { reconcileOperations } from '../use-cases/operations/reconcile-operations';
import { reviewSave } from '../use-cases/review/review-save';
import { readIntegration } from '../use-cases/settings/read-integration';
import { saveSettings } from '../use-cases/settings/save-settings';
import type { Installation } from './installation';
import { codatKey, instance } from './names';
import type { Browser } from './next-headers';

export const plaid = 'suuo';
export const stripe = 'exgd';
export const stripeTest = 'yzth';

export type Changes = {
  readonly values?: Readonly<Record<string, string | boolean>>;
  /** The secret entered for each field, or null to clear it. A field that is missing keeps its secret. */
  readonly secrets?: Readonly<Record<string, string | null>>;
  /** Warnings about keys that the save overrides, each as `field/warning`. */
  readonly override?: readonly string[];
};

/** The outcome that the user gets: the result, or the code of the error. */
export type SaveOutcome = SaveResult | { readonly kind: 'error'; readonly code: string };

export function credentialsPath(key: string = plaid): string {
  return `/integrations/credentials/${key}`;
}

export async function openForm(person: Browser, key: string = plaid): Promise<SettingsFormView> {
  const { form } = await person.does(() => readIntegration({ instance, key }));
  if (!form) throw new Error('the page has no form');
  return form;
}

export function inputOf(form: SettingsFormView, { values, secrets = {}, override = [] }: Changes) {
  const intents = form.fields
    .filter(({ kind }) => kind === 'secret')
    .map(({ name }) => [name, intentOf(secrets[name])]);
  const draft = { values: { ...form.values, ...values }, secrets: Object.fromEntries(intents) };
  const { integrationKey: key, operation, basis } = form;
  return { instance, key, operation, basis, draft, override };
}

/** Saves as the page does. If customers would be deauthorized, it takes the review and gives the confirmation. */
export async function save(
  person: Browser,
  form: SettingsFormView,
  changes: Changes = {},
): Promise<SaveOutcome> {
  const input = inputOf(form, changes);
  const first = await outcomeOf(person.does(() => saveSettings.untrusted(input)));
  if (first.kind !== 'needs-review') return first;
  return outcomeOf(
    person.does(async () => {
      const answer = await reviewSave.untrusted(input);
      if (answer.kind !== 'review') return answer;
      return saveSettings.untrusted({ ...input, confirmation: confirmationOf(answer.review) });
    }),
  );
}

export function confirmationOf({ token, phrase }: Review): Confirmation {
  return { token, phrase: phrase ?? '' };
}

/** Opens the form and saves it at once. */
export async function change(person: Browser, changes: Changes, key: string = plaid): Promise<SaveOutcome> {
  return save(person, await openForm(person, key), changes);
}

export async function outcomeOf<Result extends SaveResult>(promise: Promise<Result>): Promise<SaveOutcome> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'error', code: error.code };
  }
}

/** Returns the credentials that Codat holds, unmasked even if Codat masks its answers. */
export async function readCodatCredentials(
  portal: Installation,
  key: string = plaid,
): Promise<Record<string, string>> {
  const { maskCredentials } = await portal.codat.modes({});
  await portal.codat.modes({ maskCredentials: false });
  const answer = (await (await call(portal, key)).json()) as Record<string, string>;
  await portal.codat.modes({ maskCredentials });
  return answer;
}

/** Changes the credentials directly at Codat, and leaves no trace in the emulator's log of requests. */
export async function putDirectly(
  portal: Installation,
  map: Readonly<Record<string, string>>,
  key: string = plaid,
): Promise<void> {
  await call(portal, key, map);
  await portal.codat.clearRequests();
}

/** Ages open operations past the time in which a live request could still finish on its own. */
export async function expireLeases(): Promise<void> {
  await database()
    .updateTable('open_operations')
    .set((column) => ({ started_at: column('started_at', '-', 600_000), next_check_at: 0 }))
    .execute();
  await database().updateTable('owed_enablements').set({ next_check_at: 0 }).execute();
}

/** Reconciles until the only open operations need attention, and returns the number of rounds. */
export async function reconcileUntilClosed(): Promise<number> {
  for (let looks = 1; looks <= 20; looks += 1) {
    await expireLeases();
    await reconcileOperations();
    const open = await database()
      .selectFrom('open_operations')
      .select('id')
      .where('needs_attention', '=', 0)
      .execute();
    if (open.length === 0) return looks;
  }
  throw new Error('an operation is never settled');
}

async function call(portal: Installation, key: string, map?: Readonly<Record<string, string>>) {
  const response = await fetch(`${portal.codatUrl}${credentialsPath(key)}`, {
    headers: { authorization: `Basic ${Buffer.from(codatKey).toString('base64')}` },
    ...(map && { method: 'PUT', body: JSON.stringify(map) }),
  });
  if (!response.ok) throw new Error(`the emulator answered ${response.status}`);
  return response;
}

function intentOf(entered: string | null | undefined): SecretIntent {
  if (entered === undefined) return { intent: 'keep' };
  return entered === null ? { intent: 'clear' } : { intent: 'replace', value: entered };
}
