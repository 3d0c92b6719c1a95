import 'server-only';

import { cookies } from 'next/headers';
import { z } from 'zod';
import { can, type Role } from '@/lib/access/permissions';
import { lastInstanceCookie } from '@/lib/routes';
import { forViewer } from '../../auth/guard';
import { AppError } from '../../errors';
import { currentTheme, type Theme } from '../../i18n/locale';
import { listInstances } from '../../instances/find-instance';
import { type InstanceView, toInstanceView } from '../../instances/to-instance-view';

export type PortalView = {
  readonly email: string;
  readonly role: Role;
  readonly theme: Theme;
  /** The instance that the address names, or else the one last viewed; null in a portal that has none. */
  readonly instance: InstanceView | null;
  readonly instances: readonly InstanceView[];
  readonly sees: {
    readonly integrations: boolean;
    readonly activity: boolean;
    readonly users: boolean;
    readonly instances: boolean;
  };
};

const inputSchema = z.object({ instance: z.string().max(60).optional() }).default({});

/** Returns the frame of every page: the user, the instances, and the places open to the user. */
export const readPortal = forViewer(
  'portal:enter',
  inputSchema,
  async (viewer, input): Promise<PortalView> => {
    const instances = (await listInstances()).map(toInstanceView);
    const instance = input.instance
      ? instances.find(({ slug }) => slug === input.instance)
      : await lastUsed(instances);
    if (input.instance && !instance) throw new AppError('not-found');
    return {
      email: viewer.email,
      role: viewer.role,
      theme: await currentTheme(),
      instance: instance ?? null,
      instances,
      sees: {
        integrations: can(viewer.role, 'integrations:read'),
        activity: can(viewer.role, 'activity:read'),
        users: can(viewer.role, 'users:manage'),
        instances: can(viewer.role, 'instances:manage'),
      },
    };
  },
);

async function lastUsed(instances: readonly InstanceView[]): Promise<InstanceView | undefined> {
  const slug = (await cookies()).get(lastInstanceCookie)?.value;
  return instances.find((instance) => instance.slug === slug) ?? instances[0];
}
