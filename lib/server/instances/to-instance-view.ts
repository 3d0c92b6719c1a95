import 'server-only';

import type { InstanceRow } from '../db/schema';

/** The view of an instance in the frame of a page. */
export type InstanceView = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly colour: InstanceRow['colour'];
  readonly shape: InstanceRow['shape'];
  readonly kind: InstanceRow['kind'];
  readonly host: string;
  readonly isLocal: boolean;
  /** True while Codat refuses the stored key. */
  readonly isKeyRefused: boolean;
};

export function toInstanceView(instance: InstanceRow): InstanceView {
  return {
    id: instance.id,
    slug: instance.slug,
    name: instance.name,
    colour: instance.colour,
    shape: instance.shape,
    kind: instance.kind,
    host: new URL(instance.api_url).host,
    isLocal: instance.is_local === 1,
    isKeyRefused: instance.key_refused_at !== null,
  };
}
