import 'server-only';

import { z } from 'zod';
import type { Role } from '@/lib/access/permissions';
import { forViewer } from '../../auth/guard';
import { database } from '../../db/database';

export type UserView = { readonly email: string; readonly role: Role; readonly disabled: boolean };

export const listUsers = forViewer('users:manage', z.unknown(), async (): Promise<UserView[]> => {
  const rows = await database()
    .selectFrom('users')
    .select(['email', 'role', 'disabled_at'])
    .orderBy('email')
    .execute();
  return rows.map(({ email, role, disabled_at }) => ({ email, role, disabled: disabled_at !== null }));
});
