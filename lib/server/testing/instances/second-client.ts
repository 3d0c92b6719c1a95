import { connectToEmulator, type EmulatorControl } from '@/emulator/control';
import { findInstance } from '../../instances/find-instance';
import type { Installation } from '../installation';
import { codatKey, secondClient } from '../names';
import { addInstance } from './another-instance';

/** The slug of the instance of the emulator's second client. */
export const secondInstance = 'production';

/** Adds an instance of the emulator's second client, puts its world back to the seed, and returns its control. */
export async function addSecondClient(portal: Installation): Promise<EmulatorControl> {
  const codat = connectToEmulator(portal.codatUrl, codatKey, secondClient.name);
  await codat.reset();
  if (!(await findInstance(secondInstance))) {
    await addInstance(await portal.instanceRow(), secondInstance, secondClient.key);
  }
  return codat;
}
