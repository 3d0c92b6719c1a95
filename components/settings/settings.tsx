import { getMessages, getTranslations } from 'next-intl/server';
import type { SecretMessages } from '@/components/form/secret-field';
import { Moment } from '@/components/ui/moment';
import { Sentence } from '@/components/ui/sentence';
import type { Category } from '@/lib/category';
import { fieldProblems } from '@/lib/integrations/draft';
import { type CodesField, sections } from '@/lib/integrations/fields';
import type { Locale } from '@/lib/integrations/locale';
import type { SettingsFormView, StoredSecretView } from '@/lib/integrations/views';
import type { EnablementAction } from '../enablement/enablement-switch';
import { credentialTestMessages } from '../keys/credential-test-messages';
import { reviewMessages } from '../review/review-messages';
import type { SaveAction } from './settings-form';
import type { SettingsMessages } from './settings-messages';
import { SettingsPanel } from './settings-panel';

type Props = {
  readonly instance: string;
  readonly category: Category;
  readonly form: SettingsFormView;
  readonly locale: Locale;
  readonly linkedCount: number;
  readonly unsettled: boolean;
  readonly saveAction: SaveAction;
  readonly enablementAction: EnablementAction;
};

/** The settings form with its words in the reader's language. */
export async function Settings(props: Props) {
  return <SettingsPanel {...props} messages={await settingsMessages(props)} />;
}

async function settingsMessages({ form, linkedCount, locale }: Props): Promise<SettingsMessages> {
  const t = await getTranslations('settings');
  const environments = await getTranslations('environments');
  const keyFit = await getTranslations('keyFit');
  const messages = await getMessages();
  const tiles = await getTranslations('tiles');
  const reconnect = await getTranslations('reconnect');
  const { name } = form;
  const allowed =
    form.fields.find((field): field is CodesField => field.kind === 'codes')?.allowed.join(', ') ?? '';
  return {
    sections: table(sections, (section) => ({
      title: t(`sections.${section}.title`),
      lead: t(`sections.${section}.lead`, { name }),
    })),
    options: table(['sandbox', 'development', 'production'] as const, (option) => environments(option)),
    problems: table(fieldProblems, (problem) => t(`problems.${problem}`, { allowed, codes: '{codes}' })),
    optional: t('optional'),
    save: t('save'),
    saving: t('saving'),
    nothingToSave: t('nothingToSave'),
    unsaved: Array.from({ length: form.fields.length + 1 }, (_, count) => t('unsaved', { count })),
    secrets: await secretMessages(form, locale),
    codesHint: { typed: t.raw('codesTyped'), empty: t.raw('codesEmpty') },
    cutsOff: linkedCount > 0 ? t('cutsOff', { name, count: linkedCount }) : null,
    keyFit: {
      findings: named(messages.keyFit.findings, name),
      warnings: messages.keyFit.warnings,
      override: keyFit.raw('override'),
      clean: keyFit('clean'),
      plain: keyFit('plain'),
    },
    review: await reviewMessages(),
    unsavedGuard: {
      title: t('leaveTitle'),
      text: t('leaveText'),
      stay: t('leaveStay'),
      leave: t('leaveAnyway'),
    },
    credentialTest: await credentialTestMessages(form, locale),
    receipts: {
      saved: t('receipt.saved', { name }),
      savedFields: t.raw('receipt.fields'),
      field: t('receipt.field'),
      before: t('receipt.before'),
      now: t('receipt.now'),
      readBack: t.raw('receipt.readBack'),
      keptHere: t('receipt.keptHere'),
      unverified: t('receipt.unverified'),
      nowEnabled: t('receipt.nowEnabled', { name }),
      notEnabled: t('receipt.notEnabled', { name, status: '{status}' }),
      enabling: t('receipt.enabling', { name }),
      openPortal: tiles('openPortal'),
      unchanged: t('receipt.unchanged'),
      conflictTitle: t('receipt.conflictTitle'),
      conflictText: t.raw('receipt.conflictText'),
      reload: t('receipt.reload'),
      overwrite: t('receipt.overwrite'),
      needsValues: t.raw('receipt.needsValues'),
      invalid: t('receipt.invalid'),
      keyRejected: keyFit('receipt'),
      lost: t('receipt.lost'),
      enableTitle: t('receipt.enableTitle', { name }),
      enableText: t('receipt.enableText', { name }),
      enableNow: t('receipt.enableNow', { name }),
      enableLater: t('receipt.enableLater'),
      reconnect: messages.reconnect.receiptLink,
      reconnectUnknown: reconnect('receiptUnknown'),
    },
  };
}

/** The facts of each finding are filled in where it is found. */
function named(sentences: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const entries = Object.entries(sentences).map(([code, text]) => [code, text.replaceAll('{name}', name)]);
  return Object.fromEntries(entries);
}

async function secretMessages(
  form: SettingsFormView,
  locale: Locale,
): Promise<Record<string, SecretMessages>> {
  const t = await getTranslations('settings.secret');
  const saved = ({ savedAt, savedBy }: StoredSecretView) =>
    savedAt === null ? null : (
      <Sentence
        text={t('saved', { at: '{at}', person: savedBy ?? '' })}
        at={<Moment at={savedAt} locale={locale} look="day" />}
      />
    );
  return Object.fromEntries(
    Object.entries(form.secrets).map(([name, stored]) => [
      name,
      {
        replace: t('replace'),
        cancel: t('cancel'),
        remove: t('remove'),
        undo: t('undo'),
        inUse: t('inUse'),
        optional: t('optional'),
        stored: t('stored'),
        removed: t('removed'),
        damaged: t('damaged'),
        paste: t('paste'),
        saved: saved(stored),
      },
    ]),
  );
}

function table<Key extends string, Value>(
  keys: readonly Key[],
  value: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>;
}
