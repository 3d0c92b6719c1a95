import { describe, expect, it } from 'vitest';
import { companyStatus } from './company-status';

const statusOf = (...statuses: string[]) => companyStatus(statuses.map((status) => ({ status })));

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
});
