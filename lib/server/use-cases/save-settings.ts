import 'server-only';

import { z } from 'zod';
import type { Integration } from '@/lib/integrations/define-integration';
import { type Draft, secretFields } from '@/lib/integrations/draft';
import { draftSchema } from '@/lib/integrations/schema';
import type { FieldTrouble, SaveResult } from '@/lib/integrations/views';
import { recordActivity } from '../activity/record';
import { forViewer } from '../auth/guard';
import { differences, isSame } from '../codat-mapping/compare';
import { statedEnvironment } from '../codat-mapping/draft-values';
import { fromCodat } from '../codat-mapping/held-settings';
import { toCodat } from '../codat-mapping/merge';
import { currentLocale } from '../i18n/locale';
import { codatOf } from '../instances/codat-access';
import { enableAfterSaving } from '../instances/enable-after-saving';
import { requireInstance } from '../instances/find-instance';
import { judgeKeys } from '../instances/judge-keys';
import {
  findOperation,
  journalPosition,
  type KnownOperation,
  type ReadSubject,
  requireApplied,
  requireAtRest,
} from '../instances/operations';
import { fingerprintOf } from '../instances/settings-look';
import {
  basisOf,
  changedSince,
  labelsOf,
  readSettingsState,
  requireSettings,
} from '../instances/settings-state';
import { requireSettled } from '../instances/settle';
import { type Subject, sealSettings, storeSettings } from '../instances/stored-settings';
import { writeSettings } from '../instances/write-settings';
import { Secret } from '../secret';
import type { SecretMap } from '../vault/vault';

const change = z.object({
  instance: z.string().max(60),
  key: z.string().max(100),
  /** Made with the form: the same draft sent twice is one write. */
  operation: z.uuid(),
  basis: z.object({
    version: z.number().int().nonnegative(),
    fingerprint: z.string().max(100),
    /** Codat sets no limit to the names in its map; the proxy does, to the whole request. */
    parts: z.record(z.string(), z.string().max(100)),
  }),
  draft: z.unknown(),
  /** Doubts about keys that the person saves over, each as `field/doubt`. */
  override: z.array(z.string().max(100)).max(50).default([]),
});

export const saveSettings = forViewer(
  'integrations:manage',
  change,
  async (viewer, input): Promise<SaveResult> => {
    const definition = requireSettings(input.key);
    const instance = await requireInstance(input.instance);
    const repeated = await findOperation(input.operation);
    if (repeated) return resultOfRepeated(repeated, definition.name);
    await requireSettled(instance, input.key);

    const subject = {
      instanceId: instance.id,
      integrationKey: input.key,
      readAfter: await journalPosition(instance.id),
    };
    const codat = await codatOf(instance);
    const held = await codat.getCredentials(input.key);
    const state = await readSettingsState(definition, held, subject);
    const locale = await currentLocale();
    const labels = (names: readonly string[], environment: string | undefined) =>
      labelsOf(definition, names, environment, locale);

    const now = await basisOf(state);
    if (now.version !== input.basis.version || now.fingerprint !== input.basis.fingerprint) {
      return {
        kind: 'conflict',
        fields: labels(changedSince(input.basis, now), statedEnvironment(held)),
        basis: now,
      };
    }
    const parsed = draftSchema(definition, new Set(state.secrets.keys())).safeParse(input.draft);
    if (!parsed.success) return { kind: 'invalid', troubles: parsed.error.issues.map(toTrouble) };
    const draft = parsed.data as Draft;

    const { blocking, overridden } = await judgeKeys(definition, draft, state, input.override);
    if (blocking.length > 0) return { kind: 'misfit', findings: blocking };

    const entered = enteredSecrets(definition, draft);
    const lastSeen = state.stored.lastSeen ?? new Map();
    const merge = toCodat(definition, draft, held, { secrets: state.secrets, lastSeen });
    const environment = String(draft.values.environment ?? '');
    if (merge.kind === 'masked') return { kind: 'needs-values', fields: labels(merge.names, environment) };

    const cleared = clearedSecrets(definition, draft).filter((field) => state.stored.secrets.has(field));
    const isCleared = (field: string) => draft.secrets[field]?.intent === 'clear';
    const adopted = [...state.adopted].filter(([field]) => !isCleared(field));
    const replaced = new Map([...adopted, ...entered]);
    if (isSame(merge.before, merge.map)) {
      if (entered.size + cleared.length === 0) return { kind: 'unchanged' };
      await keepInVault(subject, viewer.email, input.operation, merge.map, replaced, cleared, overridden);
      return { kind: 'saved', fields: [], sent: false, verified: true, enabled: null, asksToEnable: false };
    }

    const { verified } = await writeSettings({
      codat,
      subject,
      operationId: input.operation,
      actor: viewer.email,
      name: definition.name,
      held,
      target: merge.map,
      replaced,
      cleared,
      overridden,
    });
    const isFirst = !fromCodat(definition, held).configured;
    const enabled = isFirst ? await enableAfterSaving(instance, codat, definition, viewer.email) : null;
    return {
      kind: 'saved',
      fields: labels(differences(merge.before, merge.map), environment),
      sent: true,
      verified,
      enabled,
      asksToEnable: enabled === false && !definition.enabledBySaving,
    };
  },
);

/** A secret for another environment than the one in use: Codat has no place for it, so nothing is sent. */
async function keepInVault(
  subject: Subject & ReadSubject,
  actor: string,
  operationId: string,
  map: SecretMap,
  replaced: SecretMap,
  cleared: readonly string[],
  overridden: string,
): Promise<void> {
  const before = await fingerprintOf(subject.instanceId, map);
  const pending = await sealSettings(subject, before, map, replaced, cleared);
  await recordActivity(
    {
      chain: subject.instanceId,
      actor,
      action: 'settings.save',
      phase: 'event',
      operationId,
      integrationKey: subject.integrationKey,
      outcome: 'applied',
      details: {
        vault: [...replaced.keys(), ...cleared].join(', '),
        sent: false,
        ...(overridden && { overridden }),
      },
    },
    async (trx) => {
      await requireAtRest(trx, subject, operationId);
      await storeSettings(trx, subject, pending, actor);
    },
  );
}

function resultOfRepeated(known: KnownOperation, name: string): SaveResult {
  requireApplied(known, { name, state: 'settings' });
  const { sent } = known;
  return { kind: 'saved', fields: [], sent, verified: true, enabled: null, asksToEnable: false };
}

function enteredSecrets(definition: Integration, draft: Draft): Map<string, Secret> {
  return new Map(
    secretFields(definition).flatMap(({ name }) => {
      const wanted = draft.secrets[name];
      return wanted?.intent === 'replace' ? [[name, new Secret(wanted.value)] as const] : [];
    }),
  );
}

function clearedSecrets(definition: Integration, draft: Draft): string[] {
  return secretFields(definition)
    .filter(({ name }) => draft.secrets[name]?.intent === 'clear')
    .map(({ name }) => name);
}

function toTrouble(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): FieldTrouble {
  return { field: String(issue.path[1] ?? ''), problem: issue.message };
}
