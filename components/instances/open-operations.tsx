import { Notice } from '@/components/ui/notice';
import type { OpenOperationView } from '@/lib/instances/views';

type Props = {
  readonly operations: readonly OpenOperationView[];
  readonly messages: Readonly<Record<OpenOperationView['kind'] | 'title' | 'text', string>>;
};

/** Lists what has to be over first. */
export function OpenOperations({ operations, messages }: Props) {
  const lines = operations.map(({ kind, integration }) =>
    messages[kind].replace('{name}', integration ?? ''),
  );
  return (
    <Notice tone="caution" title={messages.title} live>
      <p>{messages.text}</p>
      <ul className="mt-1 list-disc pl-5">
        {[...new Set(lines)].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Notice>
  );
}
