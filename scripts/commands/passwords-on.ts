import { switchPasswordsOn } from '@/lib/server/use-cases/oidc/sign-in-methods';
import { runCommand } from '../launch/run-use-case';

await runCommand(async () => [
  (await switchPasswordsOn.untrusted())
    ? 'Password sign-in is on again.'
    : 'Password sign-in was on already; nothing was changed.',
]);
