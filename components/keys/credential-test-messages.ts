import { getTranslations } from 'next-intl/server';
import {
  type Failure,
  failures,
  type InconclusiveReason,
  obstacles,
  providerNames,
  testedEnvironments,
} from '@/lib/integrations/credential-test';
import type { Field } from '@/lib/integrations/fields';
import type { Locale } from '@/lib/integrations/locale';
import type { SettingsFormView } from '@/lib/integrations/views';

// The messages of a credential test, built on the server. Placeholders in braces are filled from the answer.

export type CredentialTestMessages = {
  readonly test: string;
  readonly which: string;
  readonly notAllowed: string;
  readonly untested: string;
  readonly notPassed: string;
  readonly starting: string;
  readonly asking: string;
  readonly seconds: string;
  readonly cancel: string;
  readonly passed: string;
  readonly tested: string;
  readonly justNow: string;
  readonly failed: string;
  readonly untestable: string;
  readonly said: string;
  readonly code: string;
  readonly missing: string;
  readonly lost: string;
  readonly environments: Readonly<Record<string, string>>;
  /** Says, by environment, what is sent where. */
  readonly sends: Readonly<Record<string, string>>;
  readonly failures: Readonly<Record<Failure, string>>;
  readonly obstacles: Readonly<Record<InconclusiveReason, string>>;
};

export async function credentialTestMessages(
  { fields, credentialTest }: SettingsFormView,
  locale: Locale,
): Promise<CredentialTestMessages | null> {
  if (!credentialTest) return null;
  const { test, hosts, isEmulated } = credentialTest;
  const t = await getTranslations('credentialTest');
  const environments = await getTranslations('environments');
  const provider = providerNames[test.provider];
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const named = (text: string) => text.replaceAll('{provider}', provider);
  return {
    test: t('test'),
    which: t('which'),
    notAllowed: t('notAllowed', { provider }),
    untested: t('untested'),
    notPassed: t('notPassed'),
    starting: t('starting'),
    asking: named(t.raw('asking')),
    seconds: t.raw('seconds'),
    cancel: t('cancel'),
    passed: t('passed', { provider }),
    tested: t.raw('tested'),
    justNow: t('justNow'),
    failed: t('failed', { provider }),
    untestable: t('untestable'),
    said: named(t.raw('said')),
    code: named(t.raw('code')),
    missing: t('missing'),
    lost: t('lost'),
    environments: byEnvironment((name) => environments(name)),
    sends: byEnvironment((name) =>
      t(isEmulated ? 'sendsToStandIn' : 'sends', {
        provider,
        host: hosts[name] ?? '',
        fields: list.format(
          [test.account, test.secrets[name]].flatMap((field) => labelOf(fields, field, locale)),
        ),
      }),
    ),
    failures: table(failures, (reason) => named(t.raw(`failures.${reason}`))),
    obstacles: table(obstacles, (reason) => named(t.raw(`obstacles.${reason}`))),
  };

  function byEnvironment(label: (name: ReturnType<typeof testedEnvironments>[number]) => string) {
    return Object.fromEntries(testedEnvironments(test).map((name) => [name, label(name)]));
  }
}

function labelOf(fields: readonly Field[], name: string | undefined, locale: Locale): string[] {
  const label = fields.find((field) => field.name === name)?.label;
  if (label === undefined) return [];
  return [typeof label === 'string' ? label : label[locale]];
}

function table<Key extends string>(
  keys: readonly Key[],
  label: (key: Key) => string,
): Readonly<Record<Key, string>> {
  return Object.fromEntries(keys.map((key) => [key, label(key)])) as Record<Key, string>;
}
