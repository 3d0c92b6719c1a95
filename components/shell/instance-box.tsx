import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { InstanceMark as Mark } from '@/lib/instances/instance';
import { routes } from '@/lib/routes';
import { instanceLabel } from './instance-label';
import { InstanceMark } from './instance-mark';

export type ShownInstance = Mark & {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: 'test' | 'live';
  readonly host: string;
  readonly isLocal: boolean;
};

type Props = {
  readonly instance: ShownInstance;
  readonly instances: readonly ShownInstance[];
  /** False for a role that would be refused their page. */
  readonly seesIntegrations: boolean;
};

/** Which Codat instance this page reads and writes; with several, the way to the others. */
export async function InstanceBox({ instance, instances, seesIntegrations }: Props) {
  const t = await getTranslations('nav');
  const others = instances.filter((other) => other.slug !== instance.slug);
  const looks = 'rounded-card border border-line bg-surface px-3 py-2';
  if (others.length === 0) {
    return (
      <div className={looks}>
        <Named instance={instance} line={await lineOf(instance)} />
      </div>
    );
  }
  return (
    <details className={looks}>
      <summary className="list-none">
        <Named instance={instance} line={await lineOf(instance)} />
      </summary>
      <p className="mt-2 border-t border-line pt-2 text-xs text-ink-3">{t('otherInstances')}</p>
      <ul>
        {others.map((other) => (
          <li key={other.slug}>
            <Link
              href={seesIntegrations ? routes.tiles(other.slug, 'banking') : routes.companies(other.slug)}
              prefetch={false}
              className="flex items-center gap-2 py-1"
            >
              <InstanceMark {...other} />
              <span className="truncate">{instanceLabel(other)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Named({ instance, line }: { readonly instance: ShownInstance; readonly line: string }) {
  return (
    <>
      <span className="flex items-center gap-2 text-ink">
        <InstanceMark {...instance} />
        <span className="truncate">{instance.name}</span>
      </span>
      <span className="block truncate text-xs text-ink-3">{line}</span>
    </>
  );
}

async function lineOf(instance: ShownInstance): Promise<string> {
  const t = await getTranslations('nav');
  if (instance.isLocal) return t('local', { host: instance.host });
  return instance.kind === 'live' ? `${instance.host} · ${t('live')}` : instance.host;
}
