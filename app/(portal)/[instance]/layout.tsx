import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { languageAction, signOutAction, themeAction } from '@/app/actions';
import { InstancePlaceProvider } from '@/components/form/instance-place';
import { instanceLabel } from '@/components/shell/instance-label';
import { PortalFrame } from '@/components/shell/portal-frame';
import { iconName } from '@/lib/instances/instance-icon';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readInstance } from '@/lib/server/use-cases/portal/read-instance';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

type Props = LayoutProps<'/[instance]'>;

/** Every title begins with the instance, and every tab has its mark. */
export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const { instance: slug } = await params;
  const instance = await orInterrupt(() => readInstance({ instance: slug }));
  const [label, app] = [await instanceLabel(instance), (await getTranslations('app'))('name')];
  return {
    title: { default: `${label} · ${app}`, template: `${label} · %s · ${app}` },
    icons: { icon: routes.instanceIcon(iconName(instance)) },
  };
}

export default async function InstanceLayout({ params, children }: Props) {
  const { instance } = await params;
  const portal = await orInterrupt(() => readPortal({ instance }));
  return (
    <PortalFrame
      {...portal}
      isInstancePage
      locale={await getLocale()}
      languageAction={languageAction}
      themeAction={themeAction}
      signOutAction={signOutAction}
    >
      {portal.instance && (
        <InstancePlaceProvider place={{ instance, instanceId: portal.instance.id }}>
          {children}
        </InstancePlaceProvider>
      )}
    </PortalFrame>
  );
}
