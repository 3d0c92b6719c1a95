import { toSyncDate } from '../http/codat-date';
import type { StoredConnection } from '../world/emulator-state';

/** The error that stays on a connection when the company's people say no. */
export function cancelledAuthorization(date: Date): StoredConnection['errors'][number] {
  return {
    statusCode: '403',
    statusText: 'User cancelled',
    errorMessage: 'The user cancelled the authorization of the connection.',
    erroredOnUtc: toSyncDate(date),
  };
}
