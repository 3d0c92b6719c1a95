import { Moment } from '@/components/ui/moment';
import { Sentence } from '@/components/ui/sentence';
import { counted } from '@/lib/format-plural';
import type { Review } from '@/lib/integrations/review';
import { ChangeTable } from './change-table';
import type { ReviewWords } from './review-messages';
import { ReviewNames } from './review-names';

type Props = {
  readonly instance: string;
  readonly integrationKey: string;
  readonly review: Review;
  readonly words: ReviewWords;
};

/** What changes, and whom it concerns. */
export function ReviewSheet({ instance, integrationKey, review, words }: Props) {
  return (
    <>
      {review.rows.length > 0 && (
        <div className="mb-4">
          <ChangeTable
            rows={review.rows}
            heads={[words.setting, words.now, words.afterwards]}
            words={words}
          />
        </div>
      )}
      <Concerned {...{ instance, integrationKey, review, words }} />
      {review.kind === 'deletion' && (
        <p className="mt-3 text-ink-2">{words.deletionText.replaceAll('{name}', review.name)}</p>
      )}
    </>
  );
}

function Concerned({ instance, integrationKey, review, words }: Props) {
  const { hit, kind } = review;
  const named = (text: string) => text.replaceAll('{name}', review.name);
  const isHarmless = kind === 'disabling';
  const isNobody = hit?.count === 0 && hit.isComplete;
  const looks = isHarmless || isNobody ? 'bg-sunken' : 'bg-danger-soft';
  const title = isHarmless || isNobody ? 'text-ink' : 'text-danger';
  const { nobody, forms, atLeast, text, unknownText, gapsText } = isHarmless
    ? linkedWords(words)
    : cutOffWords(words);
  if (!hit) {
    return (
      <div className={`rounded-card px-4 py-3 ${looks}`}>
        <p className={`font-semibold ${title}`}>{words.cutOffUnknown}</p>
        <p className="text-ink-2">{named(unknownText)}</p>
      </div>
    );
  }
  const said = () => {
    if (hit.isComplete) return hit.count === 0 ? nobody : counted(words.locale, forms, hit.count);
    return hit.count === 0 ? words.cutOffUnknown : counted(words.locale, atLeast, hit.count);
  };
  const at = <Moment at={hit.at} locale={words.locale} look="time" />;
  return (
    <div className={`rounded-card px-4 py-3 ${looks}`}>
      <p className={`font-semibold ${title}`}>{said()}</p>
      {!isNobody && <p className="text-ink-2">{named(hit.isComplete ? text : gapsText)}</p>}
      <p className="text-[0.8125rem] text-ink-2">
        <Sentence text={words.countedAt} at={at} />
      </p>
      {hit.count > 0 && <ReviewNames {...{ instance, integrationKey, words }} names={hit.names} />}
    </div>
  );
}

function linkedWords(words: ReviewWords) {
  return {
    nobody: words.linkedNobody,
    forms: words.linked,
    atLeast: words.linkedAtLeast,
    text: words.linkedText,
    unknownText: words.linkedUnknownText,
    gapsText: words.linkedGapsText,
  };
}

function cutOffWords(words: ReviewWords) {
  return {
    nobody: words.cutOffNobody,
    forms: words.cutOff,
    atLeast: words.cutOffAtLeast,
    text: words.cutOffText,
    unknownText: words.cutOffUnknownText,
    gapsText: words.cutOffGapsText,
  };
}
