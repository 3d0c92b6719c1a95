// The parts of a Codat instance that screens and server share.

export const instanceColours = ['slate', 'blue', 'green', 'amber', 'red', 'violet'] as const;
export type InstanceColour = (typeof instanceColours)[number];

/** Six outlines that differ also where they are small and grey. */
export const instanceShapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star'] as const;
export type InstanceShape = (typeof instanceShapes)[number];

/** No two instances share both. */
export type InstanceMark = { readonly colour: InstanceColour; readonly shape: InstanceShape };

/** How a form names its instance: by the slug of its page, and by the id that the page was drawn for. */
export type InstancePlace = { readonly instance: string; readonly instanceId: string };

export const instanceKinds = ['test', 'live'] as const;
export type InstanceKind = (typeof instanceKinds)[number];

/**
 * Returns a pair that none of these instances has, or null once all are taken. It has the given colour if it can;
 * without one it has the shape and the colour that are used least, so that it differs also in grey.
 */
export function findFreeMark(taken: readonly InstanceMark[], colour?: InstanceColour): InstanceMark | null {
  const uses = (part: Partial<InstanceMark>) =>
    taken.filter((mark) => Object.entries(part).every(([name, value]) => mark[name as 'shape'] === value))
      .length;
  const marks = instanceShapes.flatMap((shape) => instanceColours.map((one) => ({ colour: one, shape })));
  const free = marks.filter((mark) => uses(mark) === 0);
  const rank = (mark: InstanceMark) => uses({ shape: mark.shape }) * 100 + uses({ colour: mark.colour });
  const [best] = [...free].sort((one, other) => rank(one) - rank(other));
  return free.find((mark) => mark.colour === colour) ?? best ?? null;
}

/** Outlines in a square of 16 by 16. */
export const shapePaths: Readonly<Record<InstanceShape, string>> = {
  circle: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z',
  square: 'M2 2h12v12H2z',
  triangle: 'M8 1.5 15.5 14.5H.5z',
  diamond: 'M8 .5 15.5 8 8 15.5.5 8z',
  cross: 'M5.5 1h5v4.5H15v5h-4.5V15h-5v-4.5H1v-5h4.5z',
  star: 'M8 .8l2.1 4.8 5.2.5-3.9 3.4 1.2 5.1L8 11.9l-4.6 2.7 1.2-5.1L.7 6.1l5.2-.5z',
};

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
