// The present state of a connection that a change deauthorized. Codat's statuses are kept in Codat's spelling. Four
// more say what no status says, in lower case, so that no status of Codat's can ever equal one of them.

/** The company has linked the same integration by another connection, made since. */
export const relinkedElsewhere = 'linked-anew';
export const connectionDeleted = 'connection-deleted';
export const companyDeleted = 'company-deleted';
/** Codat sent the connection, or its company, in a form that can't be read: its state is unknown. */
export const unreadable = 'unreadable';

export const reconnectedStates = ['Linked', relinkedElsewhere] as const;

/** Ordered from the best to the worst. A company with several connections takes the worst of them. */
export const standings = ['back', 'unknown', 'missing', 'gone'] as const;
export type ReconnectStatus = (typeof standings)[number];

/** A company deleted at Codat is not expected back: it counts neither as missing nor as back. */
export function reconnectStatusOf(state: string): ReconnectStatus {
  if ((reconnectedStates as readonly string[]).includes(state)) return 'back';
  if (state === unreadable) return 'unknown';
  return state === companyDeleted ? 'gone' : 'missing';
}

const knownStates = [
  'Linked',
  'Deauthorized',
  'Unlinked',
  'PendingAuth',
  relinkedElsewhere,
  connectionDeleted,
  companyDeleted,
  unreadable,
] as const;

export type StateWord = (typeof knownStates)[number] | 'lost-again';

/** Which word says it; null for a status of Codat's that is new to us, which is shown as it is. */
export function stateWord({
  state,
  wasBackAt,
}: {
  readonly state: string;
  readonly wasBackAt: number | null;
}): StateWord | null {
  if (wasBackAt !== null) return 'lost-again';
  return knownStates.find((known) => known === state) ?? null;
}
