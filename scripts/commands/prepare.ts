import { prepareInstallation } from '@/lib/server/use-cases/installation/prepare-installation';
import { runCommand } from '../launch/run-use-case';

await runCommand(async () => {
  const { firstAdministrator } = await prepareInstallation();
  if (!firstAdministrator) return [];
  const { email, password } = firstAdministrator;
  return [
    `First administrator: ${email}`,
    password ? `Password:            ${password}  (shown once)` : 'Password:            as in ADMIN_PASSWORD',
  ];
});
