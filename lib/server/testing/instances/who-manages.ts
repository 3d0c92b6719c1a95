import type { Role } from '@/lib/access/permissions';
import { toDraft } from '../../instances/save-edit';
import type { Installation } from '../installation';
import { codatKey, instance, secondClient } from '../names';
import { draftFor, instanceAt } from './administering';
import { addSecondClient, secondInstance } from './second-client';

// The rows of the access matrix about Codat instances.

const administrators: readonly Role[] = ['Administrator'];

export const whoManagesInstances = {
  listInstanceDetails: { who: administrators },
  allowCredentialTests: { who: administrators, input: { instance, allowed: 'true' } },
  addInstance: {
    who: administrators,
    input: { draft: {} },
    valid: async ({ codatUrl }: Installation) => ({
      draft: draftFor(codatUrl, { apiKey: secondClient.key }),
    }),
  },
  editInstance: {
    who: administrators,
    input: { instance, version: 0, draft: {} },
    async valid(portal: Installation) {
      const row = await portal.instanceRow();
      return { instance, version: row.version, draft: { ...toDraft(row), name: `Local ${row.version}` } };
    },
  },
  replaceApiKey: {
    who: administrators,
    input: { instance, version: 0, apiKey: '' },
    async valid(portal: Installation) {
      const { version } = await portal.instanceRow();
      return { instance, version, apiKey: codatKey };
    },
  },
  testConnection: {
    who: administrators,
    input: { instance, apiUrl: '', apiKey: '' },
    valid: async ({ codatUrl }: Installation) => ({ instance, apiUrl: codatUrl, apiKey: codatKey }),
  },
  reviewRemoval: { who: administrators, input: { instance } },
  removeInstance: {
    who: administrators,
    input: { instance, version: 0, phrase: '' },
    async valid(portal: Installation) {
      await addSecondClient(portal);
      const { version, name: phrase } = await instanceAt(secondInstance);
      return { instance: secondInstance, version, phrase };
    },
  },
  listWebhooks: { who: administrators },
  changeWebhookSecret: { who: administrators, input: { instance, secret: { intent: 'clear' } } },
} as const;
