import { getLocale, getMessages, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import type { PluralForms } from '@/lib/format-plural';
import type { ShownEnvironment } from '@/lib/integrations/define-integration';
import type { Locale } from '@/lib/integrations/locale';
import type { ConfirmationReason, ReviewKind } from '@/lib/integrations/review';

type Templates<Key extends string> = Readonly<Record<Key, string>>;

/** The words of every review, with their places for names and numbers still open: only the review knows those. */
export type ReviewMessages = Templates<
  | 'instance'
  | 'counting'
  | 'countingOf'
  | 'countingSome'
  | 'setting'
  | 'now'
  | 'afterwards'
  | 'none'
  | 'isSet'
  | 'on'
  | 'off'
  | 'cutOffNobody'
  | 'cutOffText'
  | 'cutOffUnknown'
  | 'cutOffUnknownText'
  | 'cutOffGapsText'
  | 'deletionText'
  | 'linkedNobody'
  | 'linkedText'
  | 'linkedUnknownText'
  | 'linkedGapsText'
  | 'countedAt'
  | 'search'
  | 'noMatch'
  | 'download'
  | 'downloading'
  | 'phrase'
  | 'wrongPhrase'
  | 'working'
  | 'cancel'
  | 'tryAgain'
  | 'lost'
  | 'liveName'
> & {
  readonly locale: Locale;
  readonly titles: Templates<ReviewKind | 'environment'>;
  readonly cutOff: PluralForms;
  readonly cutOffAtLeast: PluralForms;
  readonly linked: PluralForms;
  readonly linkedAtLeast: PluralForms;
  readonly names: PluralForms;
  readonly more: PluralForms;
  readonly reason: Templates<Exclude<ConfirmationReason, 'required' | 'phrase-mismatch'>>;
  readonly confirm: Templates<ReviewKind | 'environment'>;
  readonly confirmCutOff: Readonly<Record<'save' | 'restore', PluralForms>>;
  readonly confirmUnknown: Templates<'save' | 'restore'>;
  readonly environments: Templates<ShownEnvironment>;
};

/** The same object for every tile of a page, so that it is sent once. */
export const reviewMessages = cache(async (): Promise<ReviewMessages> => {
  const [t, { review, instances }, environments, locale] = await Promise.all([
    getTranslations('review'),
    getMessages(),
    getTranslations('environments'),
    getLocale(),
  ]);
  const forms = (
    key: 'cutOff' | 'cutOffAtLeast' | 'linked' | 'linkedAtLeast' | 'names' | 'more',
  ): PluralForms => ({
    one: t.raw(`${key}.one`),
    other: t.raw(`${key}.other`),
  });
  const plain = [
    ...(['instance', 'counting', 'countingOf', 'setting', 'now', 'afterwards', 'none', 'isSet'] as const),
    ...(['on', 'off', 'cutOffNobody', 'cutOffText', 'cutOffUnknown', 'cutOffUnknownText'] as const),
    ...(['deletionText', 'linkedNobody', 'linkedText', 'linkedUnknownText', 'countedAt', 'search'] as const),
    ...(['noMatch', 'download', 'downloading', 'phrase', 'wrongPhrase', 'working', 'cancel'] as const),
    ...(['tryAgain', 'lost', 'countingSome', 'cutOffGapsText', 'linkedGapsText'] as const),
  ];
  return {
    ...table(plain, (key) => t.raw(key)),
    liveName: instances.liveName,
    locale: locale as Locale,
    titles: review.titles,
    cutOff: forms('cutOff'),
    cutOffAtLeast: forms('cutOffAtLeast'),
    linked: forms('linked'),
    linkedAtLeast: forms('linkedAtLeast'),
    names: forms('names'),
    more: forms('more'),
    reason: review.reason,
    confirm: review.confirm,
    confirmCutOff: review.confirmCutOff,
    confirmUnknown: review.confirmUnknown,
    environments: table(
      ['sandbox', 'development', 'production', 'test', 'live', 'not-stated'] as const,
      (name) => environments(name),
    ),
  };
});

function table<Key extends string>(
  keys: readonly Key[],
  messageOf: (key: Key) => string,
): Record<Key, string> {
  return Object.fromEntries(keys.map((key) => [key, messageOf(key)])) as Record<Key, string>;
}

/** How many companies a change concerned, for a line of the activity. */
export async function concernedMessages(): Promise<(companies: number | 'unknown') => string> {
  const t = await getTranslations('review');
  return (companies) =>
    companies === 'unknown' ? t('concernedUnknown') : t('concerned', { count: companies });
}
