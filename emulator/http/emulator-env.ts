import type { HttpBindings } from '@hono/node-server';
import type { EmulatorState } from '../world/emulator-state';

/** The types of what each request carries through the app. */
export type EmulatorEnv = {
  Bindings: HttpBindings;
  // Handlers read the state from here and never from the store: a fault may hand them an older one.
  Variables: { state: EmulatorState; received: { tookEffect?: true } };
};
