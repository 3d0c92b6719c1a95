import { randomUUID } from 'node:crypto';
import type { SettingsFormView } from '@/lib/integrations/views';
import { createCompany } from '../../use-cases/companies/create-company';
import { createConnection } from '../../use-cases/companies/create-connection';
import { deleteCompany } from '../../use-cases/companies/delete-company';
import { removeConnection } from '../../use-cases/companies/remove-connection';
import { reviewDeletion } from '../../use-cases/review/review-deletion';
import { reviewRestore } from '../../use-cases/review/review-restore';
import { reviewSave } from '../../use-cases/review/review-save';
import { deleteCredentials } from '../../use-cases/settings/delete-credentials';
import { restoreSettings } from '../../use-cases/settings/restore-settings';
import { saveSettings } from '../../use-cases/settings/save-settings';
import { instance } from '../names';
import type { Browser } from '../next-headers';
import { type Changes, confirmationOf, credentialsPath, inputOf, plaid, stripe } from '../settings-fixtures';
import type { companyWrites, settingsChanges } from './steps';
import type { Decision, Who, World } from './world';

type Chosen = Omit<Decision, 'write' | 'told'>;

const secretsOf = {
  sandbox: 'sandboxSecret',
  development: 'developmentSecret',
  production: 'productionSecret',
};

export function decideToSave(
  world: World,
  who: Who,
  { form, change }: { readonly form: SettingsFormView; readonly change: (typeof settingsChanges)[number] },
): Chosen {
  const { changes, properties } = changesFor(world, change, form);
  const id = randomUUID();
  const input = { ...inputOf(form, changes), operation: id };
  return {
    id,
    kind: 'settings',
    who,
    target: { method: 'PUT', path: credentialsPath() },
    properties,
    secrets: Object.fromEntries(
      Object.entries(changes.secrets ?? {}).flatMap(([field, value]) => (value ? [[field, value]] : [])),
    ),
    send: (as = world.people[who], variant) =>
      as.does(async () => {
        if (variant === 'kind') return restoreSettings({ instance, key: plaid, operation: id });
        const asked =
          variant === 'draft'
            ? {
                ...input,
                draft: {
                  ...input.draft,
                  values: { ...input.draft.values, linkConfigurationName: 'foreign' },
                },
              }
            : variant === 'subject'
              ? { ...input, key: stripe }
              : input;
        const first = await saveSettings.untrusted(asked);
        if (first.kind !== 'needs-review') return first;
        const reviewed = await reviewSave.untrusted(asked);
        if (reviewed.kind !== 'review') return reviewed;
        return saveSettings.untrusted({ ...asked, confirmation: confirmationOf(reviewed.review) });
      }),
  };
}

function changesFor(
  world: World,
  change: (typeof settingsChanges)[number],
  form: SettingsFormView,
): { readonly changes: Changes; readonly properties: readonly string[] } {
  switch (change) {
    case 'link-name':
      return {
        changes: { values: { linkConfigurationName: `link ${world.secret().slice(0, 6)}` } },
        properties: ['linkConfigurationName'],
      };
    case 'client-id':
      return { changes: { values: { clientId: world.secret().slice(0, 24) } }, properties: ['clientId'] };
    case 'countries':
      return {
        changes: { values: { countryCodes: form.values.countryCodes === 'GB' ? 'us, ca' : 'gb' } },
        properties: ['countryCodes'],
      };
    case 'sandbox-secret':
    case 'development-secret': {
      const field = change === 'sandbox-secret' ? 'sandboxSecret' : 'developmentSecret';
      const inUse = secretsOf[form.values.environment as keyof typeof secretsOf] === field;
      return { changes: { secrets: { [field]: world.secret() } }, properties: inUse ? ['clientSecret'] : [] };
    }
    case 'development':
    case 'sandbox':
    case 'production':
      return {
        changes: { values: { environment: change }, secrets: { [secretsOf[change]]: world.secret() } },
        properties: ['environment', 'clientSecret'],
      };
  }
}

export function decideToDelete(world: World, who: Who): Chosen {
  const id = randomUUID();
  const input = { instance, key: plaid, operation: id };
  return {
    id,
    kind: 'deletion',
    who,
    target: { method: 'DELETE', path: credentialsPath() },
    properties: null,
    secrets: {},
    send: (as = world.people[who], variant) =>
      as.does(async () => {
        if (variant === 'kind') return restoreSettings(input);
        const asked = variant === 'subject' ? { ...input, key: stripe } : input;
        const first = await deleteCredentials(asked);
        if (first.kind !== 'needs-review') return first;
        const { review } = await reviewDeletion(asked);
        return deleteCredentials({ ...asked, confirmation: confirmationOf(review) });
      }),
  };
}

export function decideToRestore(world: World, who: Who): Chosen {
  const id = randomUUID();
  const input = { instance, key: plaid, operation: id };
  return {
    id,
    kind: 'restore',
    who,
    target: { method: 'PUT', path: credentialsPath() },
    properties: null,
    secrets: {},
    send: (as = world.people[who], variant) =>
      as.does(async () => {
        if (variant === 'kind') return deleteCredentials(input);
        const asked = variant === 'subject' ? { ...input, key: stripe } : input;
        const first = await restoreSettings(asked);
        if (first.kind !== 'needs-review') return first;
        const { review } = await reviewRestore(asked);
        return restoreSettings({ ...asked, confirmation: confirmationOf(review) });
      }),
  };
}

const targets = {
  create: { method: 'POST', path: '/companies' },
  connect: { method: 'POST', path: '/companies/*/connections' },
  unlink: { method: 'PATCH', path: '/companies/*' },
  'delete-connection': { method: 'DELETE', path: '/companies/*' },
  delete: { method: 'DELETE', path: '/companies/*' },
};

/** Returns null if there is nothing of the kind to write to. */
export async function decideOnCompany(
  world: World,
  who: Who,
  { what, pick }: { readonly what: (typeof companyWrites)[number]; readonly pick: number },
): Promise<Chosen | null> {
  const companies = Object.values((await world.truth()).companies);
  const [company, another] = [companies[pick % companies.length], companies[(pick + 1) % companies.length]];
  const linked = company?.connections.find(({ status }) => status === 'Linked');
  if (!company || !another) return null;
  const id = randomUUID();
  const decide = (send: (variant?: 'draft' | 'kind' | 'subject') => Promise<unknown>): Chosen => ({
    id,
    kind: 'company',
    who,
    target: targets[what],
    properties: [],
    secrets: {},
    send: (as: Browser = world.people[who], variant) => as.does(() => send(variant)),
  });
  const name = `Company ${world.secret().slice(0, 8)}`;
  const another_ = { instance, company: another.id, key: plaid, operation: id };
  switch (what) {
    case 'create':
      return decide((variant) =>
        variant === 'kind' || variant === 'subject'
          ? createConnection(another_)
          : createCompany({ instance, name: variant === 'draft' ? `${name} foreign` : name, operation: id }),
      );
    case 'connect':
      return decide((variant) =>
        variant === 'kind'
          ? createCompany({ instance, name, operation: id })
          : createConnection({ ...another_, company: variant ? another.id : company.id }),
      );
    case 'unlink':
    case 'delete-connection': {
      if (!linked) return null;
      const how = what === 'unlink' ? 'unlink' : 'delete';
      const confirmation = linked.integrationKey === plaid ? 'Plaid' : '';
      return decide((variant) =>
        variant
          ? createConnection(another_)
          : removeConnection({
              instance,
              company: company.id,
              connection: linked.id,
              how,
              confirmation,
              operation: id,
            }),
      );
    }
    case 'delete':
      return decide((variant) =>
        variant
          ? createConnection(another_)
          : deleteCompany({ instance, company: company.id, confirmation: company.name, operation: id }),
      );
  }
}
