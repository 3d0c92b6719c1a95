import 'server-only';

import { z } from 'zod';
import { forViewer } from '../../auth/guard';
import { listInstances } from '../../instances/find-instance';

export type InstanceDetails = {
  readonly slug: string;
  readonly name: string;
  readonly address: string;
  readonly kind: 'test' | 'live';
  readonly isLocal: boolean;
  readonly credentialTests: boolean;
};

export const listInstanceDetails = forViewer(
  'instances:manage',
  z.unknown(),
  async (): Promise<InstanceDetails[]> =>
    (await listInstances()).map(({ slug, name, api_url, kind, is_local, credential_tests }) => ({
      slug,
      name,
      address: api_url,
      kind,
      isLocal: is_local === 1,
      credentialTests: credential_tests === 1,
    })),
);
