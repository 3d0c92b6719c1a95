// The parts of a Codat instance that screens and server share.

export const instanceColours = ['slate', 'blue', 'green', 'amber', 'red', 'violet'] as const;
export type InstanceColour = (typeof instanceColours)[number];

/** Six outlines that differ also where they are small and grey. */
export const instanceShapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star'] as const;
export type InstanceShape = (typeof instanceShapes)[number];

/** No two instances share both. */
export type InstanceMark = { readonly colour: InstanceColour; readonly shape: InstanceShape };

export const instanceKinds = ['test', 'live'] as const;
export type InstanceKind = (typeof instanceKinds)[number];

/** Returns the first pair that none of these instances has; null once all are taken. */
export function findFreeMark(taken: readonly InstanceMark[], colour?: InstanceColour): InstanceMark | null {
  const isTaken = (mark: InstanceMark) =>
    taken.some((other) => other.colour === mark.colour && other.shape === mark.shape);
  // Another colour is easier to tell apart than another shape.
  const marks = instanceShapes.flatMap((shape) => instanceColours.map((one) => ({ colour: one, shape })));
  const wanted = marks.filter((mark) => mark.colour === colour);
  return [...wanted, ...marks].find((mark) => !isTaken(mark)) ?? null;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Returns the address as it is stored and called, or null for what is no plain address of an API. */
export function toApiAddress(typed: string): string | null {
  const text = typed.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const { origin, pathname, username, password } = new URL(text);
  if (username || password || /[?#]/.test(text)) return null;
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

export function isLoopbackAddress(address: string): boolean {
  return URL.canParse(address) && loopback.test(new URL(address).hostname);
}
