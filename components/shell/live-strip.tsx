import { getTranslations } from 'next-intl/server';
import type { InstanceMark as Mark } from '@/lib/instances/instance';
import { InstanceMark } from './instance-mark';

type Props = { readonly instance: Mark & { readonly name: string; readonly isLocal: boolean } };

/** At the top of every page of a live instance, next to the navigation, which takes the whole height of the window. */
export async function LiveStrip({ instance }: Props) {
  const text = (await getTranslations('instances'))('liveStrip', {
    name: instance.name,
    host: instance.isLocal ? 'local' : 'codat',
  });
  return (
    <aside className="flex items-center gap-2 border-b-2 border-danger bg-danger-soft px-4 py-1.5 text-[0.8125rem] font-semibold text-ink md:col-start-2">
      <InstanceMark {...instance} />
      {text}
    </aside>
  );
}
