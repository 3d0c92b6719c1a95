import 'server-only';

import type { CodatMap } from './codat-map';
import { agrees, isMasked, mayBeMasked } from './masking';

export type Unmasked = {
  /** Each mask replaced by the value we remember behind it; one that we don't is left in place. */
  readonly map: CodatMap;
  /** Names of the masks that are left. */
  readonly hidden: ReadonlySet<string>;
};

export function unmask(held: CodatMap, lastSeen: CodatMap): Unmasked {
  const isMaskedAnswer = [...held.values()].some((value) => isMasked(value.reveal()));
  const map = new Map(held);
  const hidden = new Set<string>();
  for (const [name, value] of held) {
    const text = value.reveal();
    const remembered = lastSeen.get(name);
    const isRemembered = remembered !== undefined && agrees(text, remembered.reveal());
    if (!isMasked(text) && !(mayBeMasked(text) && (isMaskedAnswer || isRemembered))) continue;
    if (isRemembered) map.set(name, remembered);
    else hidden.add(name);
  }
  return { map, hidden };
}
