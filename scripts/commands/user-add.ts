import { roles } from '@/lib/access/permissions';
import { addUser } from '@/lib/server/use-cases/users/add-user';
import { runCommand } from '../launch/run-use-case';

const [email, role] = process.argv.slice(2);

await runCommand(async () => {
  if (!email || !roles.some((known) => known === role)) {
    throw new Error(`Usage: npm run user:add -- person@example.com ${roles.join('|')}`);
  }
  const added = await addUser.untrusted({ email, role });
  return [
    added.existed
      ? `${added.email} has a new password and is signed out everywhere.`
      : `${added.email} was added.`,
    `Password: ${added.password}  (shown once)`,
    ...(added.hasTwoFactor
      ? ['Two-factor sign-in stays on; npm run user:two-factor-reset switches it off.']
      : []),
    ...(added.arePasswordsOff
      ? ['Password sign-in is off; npm run sign-in:passwords-on switches it on.']
      : []),
  ];
});
