import { counted } from '@/lib/counted';
import type { Review, ReviewValue } from '@/lib/integrations/review';
import { EnvironmentBadge } from './environment-badge';
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
      {review.rows.length > 0 && <Changes {...{ review, words }} />}
      <Concerned {...{ instance, integrationKey, review, words }} />
      {review.kind === 'deletion' && (
        <p className="mt-3 text-ink-2">{words.deletionText.replaceAll('{name}', review.name)}</p>
      )}
    </>
  );
}

function Changes({ review, words }: Pick<Props, 'review' | 'words'>) {
  const cell = 'py-2.5 pr-2 align-top sm:pr-3';
  return (
    <table className="mb-4 w-full text-left max-sm:text-[0.8125rem] sm:table-fixed">
      <thead className="text-[0.8125rem] text-ink-3">
        <tr>
          {[words.setting, words.now, words.afterwards].map((head) => (
            <th key={head} scope="col" className="py-2 pr-2 font-medium sm:pr-3">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-y border-line">
        {review.rows.map(({ label, before, after }) => (
          <tr key={label}>
            <th scope="row" className={`${cell} font-normal text-ink-2`}>
              {label}
            </th>
            <td className={`${cell} text-ink-2 wrap-anywhere`}>
              <Value value={before} words={words} />
            </td>
            <td className={`${cell} wrap-anywhere`}>
              <Value value={after} words={words} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value, words }: { readonly value: ReviewValue; readonly words: ReviewWords }) {
  switch (value.kind) {
    case 'none':
      return <span className="text-ink-3">{words.none}</span>;
    case 'toggle':
      return value.isOn ? words.on : words.off;
    case 'environment':
      return (
        <EnvironmentBadge environment={value.environment} word={words.environments[value.environment]} />
      );
    case 'secret':
      return value.hint === null ? (
        words.isSet
      ) : (
        <code className="font-mono text-[0.8125rem]">•••• {value.hint}</code>
      );
    case 'text':
      return value.text;
  }
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
  const at = new Intl.DateTimeFormat(words.locale, { timeStyle: 'medium' }).format(hit.at);
  return (
    <div className={`rounded-card px-4 py-3 ${looks}`}>
      <p className={`font-semibold ${title}`}>
        {hit.count === 0 ? nobody : counted(words.locale, forms, hit.count)}
      </p>
      {hit.count > 0 && <p className="text-ink-2">{named(text)}</p>}
      <p className="text-[0.8125rem] text-ink-2">{words.countedAt.replace('{time}', at)}</p>
      {hit.count > 0 && <ReviewNames {...{ instance, integrationKey, words }} names={hit.names} />}
    </div>
  );
}
