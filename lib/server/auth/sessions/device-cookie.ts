import 'server-only';

import { cookies } from 'next/headers';
import { deviceLifeMs } from './devices';
import { sessionCookie } from './session-token';

/** It says nothing of its person; signing out leaves it. */
export function deviceCookie() {
  const { options } = sessionCookie();
  return {
    name: options.secure ? '__Host-switchboard.device' : 'switchboard.device',
    options: { ...options, maxAge: deviceLifeMs / 1000 },
  } as const;
}

export async function giveDeviceCookie(value: string): Promise<void> {
  const { name, options } = deviceCookie();
  (await cookies()).set(name, value, options);
}

export async function readDeviceCookie(): Promise<string | undefined> {
  return (await cookies()).get(deviceCookie().name)?.value;
}
