import 'server-only';

// Says who acted, the way a row keeps it: the user's id, which stays, and the text that was valid at the time.

export type Actor = {
  /** Null for the system and for strangers. */
  readonly id: string | null;
  /** The e-mail, or with a name `Name <e-mail>`. */
  readonly label: string;
};

type Columns = { readonly actor: string; readonly actor_id: string | null };

export const system: Actor = { id: null, label: 'system' };
/** A caller who is not signed in, or whose account is unknown. */
export const stranger: Actor = { id: null, label: 'nobody' };

type Person = { readonly userId: string; readonly email: string; readonly name?: string };

export function actorOf({ userId, email, name }: Person): Actor {
  return { id: userId, label: name ? `${name} <${email}>` : email };
}

export function toActorColumns({ id, label }: Actor): Columns {
  return { actor: label, actor_id: id };
}

export function toActor({ actor, actor_id }: Columns): Actor {
  return { id: actor_id, label: actor };
}
