import { getTranslations } from 'next-intl/server';
import type { SecretMessages } from '@/components/form/secret-field';
import { CopyBox } from '@/components/ui/copy/copy-box';
import { copyMessages } from '@/components/ui/copy/copy-messages';
import { Notice } from '@/components/ui/notice';
import { type WebhooksView, webhookEvents, webhookSecretTroubles } from '@/lib/instances/webhooks';
import { type WebhookMessages, type WebhookSecretAction, WebhookSecretForm } from './webhook-secret-form';

/** From where Codat posts, as it publishes them. */
const codatAddresses = ['4.159.114.108', '20.117.190.191'];

type Props = {
  readonly webhooks: readonly WebhooksView[];
  readonly webhookSecretAction: WebhookSecretAction;
};

/** How each instance hears at once of what happens at Codat. */
export async function Webhooks({ webhooks, webhookSecretAction }: Props) {
  const [t, messages, secretMessages, copying] = await Promise.all([
    getTranslations('webhooks'),
    formMessages(),
    secretFieldMessages(),
    copyMessages(),
  ]);
  return (
    <section aria-labelledby="webhooks" className="mt-10 max-w-3xl">
      <h2 id="webhooks" className="text-[0.9375rem] font-semibold">
        {t('title')} <span className="ml-1 text-[0.8125rem] font-normal text-ink-3">{t('optional')}</span>
      </h2>
      <p className="mt-1 mb-4 text-ink-2">{t('lead')}</p>
      <div className="flex flex-col gap-4">
        {webhooks.map(({ id, slug, name, address, isReachable, secret }) => (
          <section
            key={slug}
            aria-label={t('of', { name })}
            className="rounded-card border border-line bg-surface px-5 py-5 shadow-card"
          >
            <div className="mb-4 flex items-baseline justify-between gap-4">
              <h3 className="font-semibold">{name}</h3>
              <State isOn={secret.isSet} label={secret.isSet ? t('on') : t('off')} />
            </div>
            <div className="flex flex-col gap-5">
              <div className="max-w-130">
                <p>{t('address')}</p>
                <CopyBox text={address} messages={copying} />
                {!isReachable && (
                  <div className="mt-2">
                    <Notice tone="caution">{t('unreachable')}</Notice>
                  </div>
                )}
              </div>
              <WebhookSecretForm
                id={id}
                slug={slug}
                secret={secret}
                messages={messages}
                secretMessages={secretMessages}
                webhookSecretAction={webhookSecretAction}
              />
              <details className="border-t border-line pt-4">
                <summary className="font-medium">{t('howTo')}</summary>
                <ol className="mt-2 flex list-decimal flex-col gap-2 pl-5 text-ink-2">
                  <li>{t('steps.endpoint')}</li>
                  <li>
                    {t('steps.events')}
                    <ul className="mt-1 flex flex-wrap gap-1.5">
                      {webhookEvents.map((event) => (
                        <li key={event}>
                          <code className="rounded-control bg-sunken px-1.5 py-0.5 font-mono text-xs">
                            {event}
                          </code>
                        </li>
                      ))}
                    </ul>
                  </li>
                  <li>{t('steps.secret')}</li>
                  <li>{t('steps.firewall', { addresses: codatAddresses.join(', ') })}</li>
                </ol>
              </details>
            </div>
          </section>
        ))}
      </div>
    </section>
  );
}

function State({ isOn, label }: { readonly isOn: boolean; readonly label: string }) {
  return (
    <span className="flex items-center gap-2 text-[0.8125rem] whitespace-nowrap text-ink-2">
      <span aria-hidden="true" className={`size-2 rounded-full ${isOn ? 'bg-positive' : 'bg-track-off'}`} />
      {label}
    </span>
  );
}

async function formMessages(): Promise<WebhookMessages> {
  const t = await getTranslations('webhooks');
  return {
    label: t('secret'),
    save: t('save'),
    saving: t('saving'),
    nothing: t('nothing'),
    saved: t('saved'),
    removed: t('removed'),
    lost: t('lost'),
    fieldErrors: Object.fromEntries(
      webhookSecretTroubles.map((trouble) => [trouble, t(`fieldErrors.${trouble}`)]),
    ) as WebhookMessages['fieldErrors'],
  };
}

async function secretFieldMessages(): Promise<SecretMessages> {
  const t = await getTranslations('settings.secret');
  return {
    replace: t('replace'),
    cancel: t('cancel'),
    remove: t('remove'),
    undo: t('undo'),
    inUse: t('inUse'),
    optional: t('optional'),
    stored: t('stored'),
    removed: t('removed'),
    damaged: t('damaged'),
    saved: null,
    paste: 'whsec_…',
  };
}
