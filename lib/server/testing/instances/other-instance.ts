import { findInstance } from '../../instances/find-instance';
import type { Installation } from '../installation';
import { addInstance } from './another-instance';

export const otherInstance = 'elsewhere';

/** Adds a second instance with the same Codat, so that only its id differs. */
export async function addOtherInstance(portal: Installation): Promise<void> {
  if (!(await findInstance(otherInstance))) await addInstance(await portal.instanceRow(), otherInstance);
}
