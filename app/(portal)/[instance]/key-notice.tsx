import { KeyRefused } from '@/components/instances/key-refused';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

type Props = { readonly instance: string };

/** On every page of the instance, and not in its layout, which outlives a change of page. */
export async function KeyNotice({ instance: slug }: Props) {
  const { instance, sees } = await orInterrupt(() => readPortal({ instance: slug }));
  return instance?.isKeyRefused ? <KeyRefused instance={instance} mayReplace={sees.instances} /> : null;
}
