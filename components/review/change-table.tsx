import type { ReviewRow, ReviewValue } from '@/lib/integrations/review';
import { EnvironmentBadge } from '../integrations/environment-badge';
import type { ReviewMessages } from './review-messages';

type Props = {
  readonly rows: readonly ReviewRow[];
  /** Over the names, over what was there first, over what came or would come after it. */
  readonly heads: readonly [string, string, string];
  readonly messages: ReviewMessages;
};

/** Shows the value before and after the change, field by field. */
export function ChangeTable({ rows, heads, messages }: Props) {
  const cell = 'py-2.5 pr-2 align-top last:pr-0 sm:pr-3';
  return (
    <table className="w-full text-left max-sm:text-[0.8125rem] sm:table-fixed">
      <thead className="text-[0.8125rem] text-ink-3">
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col" className="py-2 pr-2 font-medium last:pr-0 sm:pr-3">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-y border-line">
        {rows.map(({ label, before, after }) => (
          <tr key={label}>
            <th scope="row" className={`${cell} font-normal text-ink-2`}>
              {label}
            </th>
            <td className={`${cell} text-ink-2 wrap-anywhere`}>
              <Value value={before} messages={messages} />
            </td>
            <td className={`${cell} wrap-anywhere`}>
              <Value value={after} messages={messages} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value, messages }: { readonly value: ReviewValue; readonly messages: ReviewMessages }) {
  switch (value.kind) {
    case 'none':
      return <span className="text-ink-3">{messages.none}</span>;
    case 'toggle':
      return value.isOn ? messages.on : messages.off;
    case 'environment':
      return (
        <EnvironmentBadge environment={value.environment} label={messages.environments[value.environment]} />
      );
    case 'secret':
      return value.hint === null ? (
        messages.isSet
      ) : (
        <code className="font-mono text-[0.8125rem]">•••• {value.hint}</code>
      );
    case 'text':
      return value.text;
  }
}
