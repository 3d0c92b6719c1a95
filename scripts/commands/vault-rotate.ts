import { rotateVault } from '@/lib/server/use-cases/installation/rotate-vault';
import { runCommand } from '../launch/run-use-case';

await runCommand(async () => {
  const moved = await rotateVault();
  return [
    `The vault has a new key; ${moved} data keys were wrapped again. Back up the vault's key now, apart from the database.`,
  ];
});
