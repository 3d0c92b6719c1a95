import 'server-only';

import { z } from 'zod';
import type { Integration } from '@/lib/integrations/define-integration';
import { isIdentifier, secretFields } from '@/lib/integrations/draft';
import type { SameKeyView } from '@/lib/integrations/views';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { recordAttempt } from '../../auth/throttle';
import { isReadable, statedEnvironment } from '../../codat-mapping/draft-values';
import { propertyOf } from '../../codat-mapping/property-names';
import { currentLocale } from '../../i18n/locale';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { Secret } from '../../secret';
import {
  fieldLabels,
  readSettingsState,
  requireSettings,
  type SettingsState,
} from '../../settings/settings-state';
import { fingerprintSecret } from '../../vault/vault';

const inputSchema = z.object({
  ...writtenInstance,
  key: z.string().max(100),
  value: z
    .string()
    .trim()
    .min(1)
    .max(4_000)
    .transform((typed) => new Secret(typed)),
});

/** The two places that may hold a field's value, as far as either can be read. */
type Holding = {
  readonly field: string;
  readonly readCodatCredentials: Secret | 'hidden' | null;
  readonly here: Secret | 'hidden' | null;
};

/** Reports whether a key that a user enters is one of an integration's keys. Nothing of it is kept. */
export const compareKey = forViewer(
  'integrations:manage',
  inputSchema,
  async (viewer, input): Promise<SameKeyView> => {
    const definition = requireSettings(input.key);
    const instance = await requireWrittenInstance(input);
    // The attempt is recorded before the comparison, so that it counts whatever the result.
    await recordAttempt([{ kind: 'key-comparison', name: viewer.email }]);
    const codat = await codatClientFor(instance);
    const subject = { instanceId: instance.id, integrationKey: input.key };
    const state = await readSettingsState(definition, await codat.getCredentials(input.key), subject);
    const held = holdingsOf(definition, state);

    const asked = await fingerprintSecret(instance.id, input.value);
    const isSame = async (value: Holding['here']) =>
      value instanceof Secret && (await fingerprintSecret(instance.id, value)) === asked;
    const places = await Promise.all(
      held.map(async (holding) => ({
        ...holding,
        isAtCodat: await isSame(holding.readCodatCredentials),
        isHere: await isSame(holding.here),
      })),
    );
    const matches = places.filter(({ isAtCodat, isHere }) => isAtCodat || isHere);
    await recordActivity({
      chain: instance.id,
      actor: actorOf(viewer),
      action: 'key.compared',
      phase: 'event',
      integrationKey: input.key,
      outcome: matches.length > 0 ? 'same-key' : 'another-key',
      details: { fields: matches.map(({ field }) => field).join(', ') || null },
    });

    const locale = await currentLocale();
    const label = (field: string) => fieldLabels(definition, [field], locale)[0] ?? field;
    const isReadableAnywhere = ({ readCodatCredentials, here }: Holding) =>
      [readCodatCredentials, here].some((one) => one instanceof Secret);
    return {
      matches: matches.map(({ field, readCodatCredentials, isAtCodat, isHere }) => {
        if (isAtCodat) return { label: label(field), where: isHere ? 'both' : 'codat' };
        return { label: label(field), where: readCodatCredentials === 'hidden' ? 'unknown' : 'here' };
      }),
      compared: held.filter(isReadableAnywhere).map(({ field }) => label(field)),
      hidden: held
        .filter((one) => one.readCodatCredentials === 'hidden' || one.here === 'hidden')
        .map(({ field }) => label(field)),
    };
  },
);

/** Lists each key that is held at all. An ID is held by Codat alone. */
function holdingsOf(definition: Integration, { held, stored }: SettingsState): Holding[] {
  const environment = statedEnvironment(held);
  const fields = [...definition.fields.filter(isIdentifier), ...secretFields(definition)];
  return fields.flatMap((field) => {
    const property = propertyOf(field, environment);
    const value = property === null ? undefined : held.get(property);
    const readCodatCredentials = !value || value.isEmpty ? null : isReadable(value) ? value : 'hidden';
    const record = stored.secrets.get(field.name);
    const here = record ? (record.value ?? 'hidden') : isIdentifier(field) ? readCodatCredentials : null;
    return readCodatCredentials || here ? [{ field: field.name, readCodatCredentials, here }] : [];
  });
}
