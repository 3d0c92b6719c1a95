import { findInstance } from '../instances/find-instance';
import { addInstance } from './another-instance';
import type { Installation } from './installation';

export const otherInstance = 'elsewhere';

/** A second instance behind the same Codat, so that nothing but its own id tells it apart. */
export async function addOtherInstance(portal: Installation): Promise<void> {
  if (!(await findInstance(otherInstance))) await addInstance(await portal.instanceRow(), otherInstance);
}
