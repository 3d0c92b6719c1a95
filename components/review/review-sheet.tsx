import { Moment } from '@/components/ui/moment';
import { Sentence } from '@/components/ui/sentence';
import { formatPlural } from '@/lib/format-plural';
import type { Review } from '@/lib/integrations/review';
import { ChangeTable } from './change-table';
import type { ReviewMessages } from './review-messages';
import { ReviewNames } from './review-names';

type Props = {
  readonly instance: string;
  readonly integrationKey: string;
  readonly review: Review;
  readonly messages: ReviewMessages;
};

/** Shows what changes, and which customers it affects. */
export function ReviewSheet({ instance, integrationKey, review, messages }: Props) {
  return (
    <>
      {review.rows.length > 0 && (
        <div className="mb-4">
          <ChangeTable
            rows={review.rows}
            heads={[messages.setting, messages.now, messages.afterwards]}
            messages={messages}
          />
        </div>
      )}
      <Concerned instance={instance} integrationKey={integrationKey} review={review} messages={messages} />
      {review.kind === 'deletion' && (
        <p className="mt-3 text-ink-2">{messages.deletionText.replaceAll('{name}', review.name)}</p>
      )}
    </>
  );
}

function Concerned({ instance, integrationKey, review, messages }: Props) {
  const { affected, kind } = review;
  const named = (text: string) => text.replaceAll('{name}', review.name);
  const isHarmless = kind === 'disabling';
  const isNobody = affected?.count === 0 && affected.isComplete;
  const looks = isHarmless || isNobody ? 'bg-sunken' : 'bg-danger-soft';
  const title = isHarmless || isNobody ? 'text-ink' : 'text-danger';
  const { nobody, forms, atLeast, text, unknownText, gapsText } = isHarmless
    ? linkedMessages(messages)
    : cutOffMessages(messages);
  if (!affected) {
    return (
      <div className={`rounded-card px-4 py-3 ${looks}`}>
        <p className={`font-semibold ${title}`}>{messages.cutOffUnknown}</p>
        <p className="text-ink-2">{named(unknownText)}</p>
      </div>
    );
  }
  const said = () => {
    if (affected.isComplete)
      return affected.count === 0 ? nobody : formatPlural(messages.locale, forms, affected.count);
    return affected.count === 0
      ? messages.cutOffUnknown
      : formatPlural(messages.locale, atLeast, affected.count);
  };
  const at = <Moment at={affected.at} locale={messages.locale} look="time" />;
  return (
    <div className={`rounded-card px-4 py-3 ${looks}`}>
      <p className={`font-semibold ${title}`}>{said()}</p>
      {!isNobody && <p className="text-ink-2">{named(affected.isComplete ? text : gapsText)}</p>}
      <p className="text-[0.8125rem] text-ink-2">
        <Sentence text={messages.countedAt} at={at} />
      </p>
      {affected.count > 0 && (
        <ReviewNames
          instance={instance}
          integrationKey={integrationKey}
          messages={messages}
          names={affected.names}
        />
      )}
    </div>
  );
}

function linkedMessages(messages: ReviewMessages) {
  return {
    nobody: messages.linkedNobody,
    forms: messages.linked,
    atLeast: messages.linkedAtLeast,
    text: messages.linkedText,
    unknownText: messages.linkedUnknownText,
    gapsText: messages.linkedGapsText,
  };
}

function cutOffMessages(messages: ReviewMessages) {
  return {
    nobody: messages.cutOffNobody,
    forms: messages.cutOff,
    atLeast: messages.cutOffAtLeast,
    text: messages.cutOffText,
    unknownText: messages.cutOffUnknownText,
    gapsText: messages.cutOffGapsText,
  };
}
