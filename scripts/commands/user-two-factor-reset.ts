import { resetTwoFactorByCommand } from '@/lib/server/use-cases/two-factor/reset-two-factor';
import { runCommand } from '../launch/run-use-case';

const [email] = process.argv.slice(2);

await runCommand(async () => {
  if (!email) throw new Error('Usage: npm run user:two-factor-reset -- person@example.com');
  return [
    (await resetTwoFactorByCommand.untrusted({ email }))
      ? `Two-factor sign-in of ${email} is off, and they are signed out everywhere.`
      : `Two-factor sign-in of ${email} is not on; nothing was changed.`,
  ];
});
