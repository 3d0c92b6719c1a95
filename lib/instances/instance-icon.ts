import {
  type InstanceColour,
  type InstanceKind,
  type InstanceMark,
  instanceColours,
  instanceKinds,
  instanceShapes,
  shapePaths,
} from './instance';

// The icon of a tab: the mark, on a dark tile where the instance is live. The tile shows also in grey.

/** Fixed, since a tab strip follows no theme of the page. */
const fills: Readonly<Record<InstanceColour, string>> = {
  slate: '#8a93a6',
  blue: '#3b7bf0',
  green: '#1f9a63',
  amber: '#d08a12',
  red: '#e04b3c',
  violet: '#8d5cf0',
};

export function iconName({ colour, shape, kind }: InstanceMark & { readonly kind: InstanceKind }): string {
  return `${colour}-${shape}-${kind}.svg`;
}

/** Null for a name that no instance's icon has. */
export function findIcon(name: string): string | null {
  for (const colour of instanceColours) {
    for (const shape of instanceShapes) {
      const kind = instanceKinds.find((one) => iconName({ colour, shape, kind: one }) === name);
      if (kind) return draw({ colour, shape }, kind === 'live');
    }
  }
  return null;
}

function draw({ colour, shape }: InstanceMark, isLive: boolean): string {
  const tile = isLive ? '<rect width="24" height="24" rx="5" fill="#151b2b"/>' : '';
  const outline = `stroke="${isLive ? '#fff' : '#151b2b'}" stroke-width="1"`;
  const mark = `<path transform="translate(4 4)" d="${shapePaths[shape]}" fill="${fills[colour]}" ${outline}/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${tile}${mark}</svg>`;
}
