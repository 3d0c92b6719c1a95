import { getTranslations } from 'next-intl/server';
import { Panel } from '@/components/ui/panel';
import type { ChecklistItem } from '@/lib/integrations/checklist';

type Props = { readonly name: string; readonly items: readonly ChecklistItem[] };

const marks = {
  done: { sign: '✓', style: 'border-transparent bg-positive-soft text-positive' },
  open: { sign: '', style: 'border-line-strong' },
  unseen: { sign: '?', style: 'border-dashed border-line-strong text-ink-3' },
} as const;

/** Shows how far the set-up is, as far as Switchboard can see. */
export async function ChecklistPanel({ name, items }: Props) {
  if (items.length === 0) return null;
  const t = await getTranslations('checklist');
  return (
    <Panel title={t('title')}>
      <ul className="flex flex-col gap-2">
        {items.map(({ step, state }) => (
          <li key={step} className="flex gap-2.5">
            <span
              aria-hidden="true"
              className={`mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border text-[0.625rem] font-semibold ${marks[state].style}`}
            >
              {marks[state].sign}
            </span>
            <span className={state === 'done' ? 'text-ink' : 'text-ink-2'}>
              {t(`steps.${step}`, { name })}{' '}
              <span className={state === 'unseen' ? 'block text-[0.75rem] text-ink-3' : 'sr-only'}>
                {state === 'unseen' && step === 'redirect' ? t('afterFirst') : t(`states.${state}`)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
