import { database } from '../db/database';
import { AppError } from '../errors';
import { acceptInvitation } from '../use-cases/users/accept-invitation';
import { addUser } from '../use-cases/users/add-user';
import { inviteUser } from '../use-cases/users/invite-user';
import { createPasswordLink, setNewPassword } from '../use-cases/users/password-link';
import { signIn } from '../use-cases/users/sign-in';
import type { Installation } from './installation';
import { Browser } from './next-headers';

// A user of the tests about users: invited, added, signing in.

export const password = 'a horse on the moor';
export const other = 'another horse altogether';
export const invited = 'ada@lender.example';
/** A mail server that is not there. */
export const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'portal@lender.example' };

export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'done';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

export const tokenOf = (url: string) => url.split('/').at(-1) ?? '';

export function withAda(portal: Installation) {
  const administrator = () => portal.signInAs('Administrator');
  const idOf = async (email: string) =>
    (await database().selectFrom('users').select('id').where('email', '=', email).executeTakeFirst())?.id ??
    '';

  return {
    administrator,
    idOf,
    actions: async () => (await portal.recorded()).map(({ action, actor }) => `${action} by ${actor}`),

    async inviteAda(role = 'Analyst' as const): Promise<string> {
      await database().deleteFrom('users').where('email', '=', invited).execute();
      const { url } = await (await administrator()).does(() => inviteUser({ email: invited, role }));
      return tokenOf(url);
    },

    join: (token: string, browser = new Browser(), name = 'Ada Lovelace') =>
      browser.does(() => acceptInvitation({ token, name, password })),

    /** Adds her with a password that the test knows. */
    async addAda(role: 'Analyst' | 'Administrator' = 'Analyst'): Promise<string> {
      await addUser({ email: invited, role });
      const link = await (await administrator()).does(async () =>
        createPasswordLink({ user: await idOf(invited) }),
      );
      await new Browser().does(() => setNewPassword({ token: tokenOf(link.url), password }));
      await database().deleteFrom('sessions').execute();
      return idOf(invited);
    },

    enter: (given = password, browser = new Browser()) =>
      browser.does(() => signIn({ email: invited, password: given })),
  };
}
