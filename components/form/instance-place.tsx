'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { InstancePlace } from '@/lib/instances/instance';

// Every form of an instance sends the id of the instance that its page's frame names, so that a slug that has come to
// name another instance is a conflict, and never a write to the wrong one.

const Place = createContext<InstancePlace | null>(null);

type Props = { readonly place: InstancePlace; readonly children: ReactNode };

/** In the layout, which outlives a change of page: what is sent is what the frame shows. */
export function InstancePlaceProvider({ place, children }: Props) {
  return <Place value={place}>{children}</Place>;
}

export function useInstancePlace(): InstancePlace {
  const place = useContext(Place);
  if (!place) throw new Error('This form belongs to no instance.');
  return place;
}

/** For a form that a server component draws. */
export function InstanceFields() {
  const { instance, instanceId } = useInstancePlace();
  return (
    <>
      <input type="hidden" name="instance" value={instance} />
      <input type="hidden" name="instanceId" value={instanceId} />
    </>
  );
}
