import { getMessages, getTranslations } from 'next-intl/server';
import type { UnsavedMessages } from '@/components/form/unsaved-guard';
import type { InstanceColour, InstanceShape } from '@/lib/instances/instance';
import type { InstanceProblem } from '@/lib/instances/instance-draft';
import type { ClientFailure } from '@/lib/instances/views';

type Messages<Key extends string> = Readonly<Record<Key, string>>;

type FieldLabel = 'name' | 'slug' | 'colour' | 'shape' | 'kind' | 'apiUrl' | 'apiKey' | 'credentialTests';

export type InstanceMessages = {
  readonly locale: string;
  readonly kinds: Messages<'test' | 'live'>;
  readonly colours: Messages<InstanceColour>;
  readonly shapes: Messages<InstanceShape>;
  readonly form: Messages<FieldLabel | 'title' | 'save' | 'saving' | 'add' | 'adding' | 'cancel'> &
    Messages<'saved' | 'unchanged' | 'lost' | 'nameHint' | 'slugHint' | 'shapeHint' | 'kindHint'> &
    Messages<'apiUrlHint' | 'apiKeyHint' | 'apiKeyMoved' | 'credentialTestsHint'> & {
      readonly problems: Messages<InstanceProblem>;
    };
  readonly connection: Messages<'test' | 'testing' | 'connected' | 'lost'> & {
    readonly failures: Messages<ClientFailure>;
  };
  readonly review: Messages<'title' | 'before' | 'after' | 'lead' | 'instance' | 'unknown' | 'remembered'> &
    Messages<'other' | 'confirm' | 'confirmUnknown' | 'working' | 'cancel'>;
  readonly keyForm: Messages<'title' | 'lead' | 'label' | 'replace' | 'replacing' | 'replaced'>;
  readonly operations: Messages<'title' | 'text' | 'settings' | 'enablement' | 'deletion' | 'company'>;
};

/** With their placeholders, which the forms fill in. */
export async function instanceMessages(locale: string): Promise<InstanceMessages> {
  const { instances } = await getMessages();
  const { test, live, colours, shapes, form, connection, review, keyForm, operations } = instances;
  return { locale, kinds: { test, live }, colours, shapes, form, connection, review, keyForm, operations };
}

export async function unsavedInstanceMessages(): Promise<UnsavedMessages> {
  const t = await getTranslations('settings');
  return {
    title: t('leaveTitle'),
    text: t('leaveText'),
    stay: t('leaveStay'),
    leave: t('leaveAnyway'),
  };
}
