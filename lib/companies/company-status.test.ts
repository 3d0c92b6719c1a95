import { describe, expect, it } from 'vitest';
import { companyStatus } from './company-status';

const statusOf = (...statuses: string[]) => withUnreadable(0, ...statuses);
const withUnreadable = (unreadableConnections: number, ...statuses: string[]) =>
  companyStatus({ connections: statuses.map((status) => ({ status })), unreadableConnections });

describe('the status of a company', () => {
  it.each([
    ['no-connections', []],
    ['linked', ['Linked']],
    ['linked', ['Linked', 'Linked']],
    ['partial', ['Linked', 'PendingAuth']],
    ['partial', ['Unlinked', 'Linked']],
    ['partial', ['Deauthorized', 'Linked', 'Linked']],
    ['deauthorized', ['Deauthorized']],
    ['deauthorized', ['PendingAuth', 'Unlinked', 'Deauthorized']],
    ['pending', ['PendingAuth']],
    ['pending', ['Unlinked', 'PendingAuth']],
    ['unlinked', ['Unlinked', 'Unlinked']],
  ])('is %s where its connections are %j', (status, connections) => {
    expect(statusOf(...connections)).toBe(status);
  });

  it('takes a status that it does not know for one through which no data flows', () => {
    expect(statusOf('Expired')).toBe('unlinked');
    expect(statusOf('Expired', 'Linked')).toBe('partial');
    expect(statusOf('Expired', 'PendingAuth')).toBe('pending');
  });

  it.each([
    ['unknown', []],
    ['unknown', ['Linked']],
    ['unknown', ['Deauthorized']],
    ['unknown', ['Unlinked', 'PendingAuth']],
    ['partial', ['Linked', 'Deauthorized']],
  ])('is %s where they are %j and one that can’t be read', (status, connections) => {
    expect(withUnreadable(1, ...connections)).toBe(status);
  });
});
