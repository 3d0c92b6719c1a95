import 'server-only';

import { encode } from 'uqr';
import type { Secret } from '../../secret';

/** Dark squares as the path of an SVG, with the quiet zone that readers need. */
export type QrCode = { readonly size: number; readonly path: string };

/** The address by which an authenticator app takes a key over. */
export function drawKey(key: Secret, email: string): QrCode {
  const label = `${encodeURIComponent('Switchboard')}:${encodeURIComponent(email)}`;
  const uri = `otpauth://totp/${label}?secret=${key.reveal()}&issuer=Switchboard`;
  const { size, data } = encode(uri, { ecc: 'M', border: 4 });
  const squares = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return { size, path: squares.join('') };
}

/** The key as a person types it, in groups of four. */
export function groupKey(key: Secret): string[] {
  return key.reveal().match(/.{1,4}/g) ?? [];
}
