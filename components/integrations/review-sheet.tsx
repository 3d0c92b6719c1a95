import { Moment } from '@/components/ui/moment';
import { Sentence } from '@/components/ui/sentence';
import { counted } from '@/lib/counted';
import type { Review } from '@/lib/integrations/review';
import { ChangeTable } from './change-table';
import { ReviewNames } from './review-names';
import type { ReviewWords } from './review-words';

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
  const looks = isHarmless || hit?.count === 0 ? 'bg-sunken' : 'bg-danger-soft';
  const title = isHarmless || hit?.count === 0 ? 'text-ink' : 'text-danger';
  const [nobody, forms, text, unknownText] = isHarmless
    ? [words.linkedNobody, words.linked, words.linkedText, words.linkedUnknownText]
    : [words.cutOffNobody, words.cutOff, words.cutOffText, words.cutOffUnknownText];
  if (!hit) {
    return (
      <div className={`rounded-card px-4 py-3 ${looks}`}>
        <p className={`font-semibold ${title}`}>{words.cutOffUnknown}</p>
        <p className="text-ink-2">{named(unknownText)}</p>
      </div>
    );
  }
  const at = <Moment at={hit.at} locale={words.locale} look="time" />;
  return (
    <div className={`rounded-card px-4 py-3 ${looks}`}>
      <p className={`font-semibold ${title}`}>
        {hit.count === 0 ? nobody : counted(words.locale, forms, hit.count)}
      </p>
      {hit.count > 0 && <p className="text-ink-2">{named(text)}</p>}
      <p className="text-[0.8125rem] text-ink-2">
        <Sentence text={words.countedAt} at={at} />
      </p>
      {hit.count > 0 && <ReviewNames {...{ instance, integrationKey, words }} names={hit.names} />}
    </div>
  );
}
