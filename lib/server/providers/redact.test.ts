import { describe, expect, it } from 'vitest';
import { clientId, plaidError, plaidSecret, stripeError, verdictOn } from '../testing/provider-keys';

describe('what a provider says', () => {
  const saidBy = async (message: string, code = 'INVALID_API_KEYS') => {
    const verdict = await verdictOn('plaid', plaidError(400, code, message));
    return verdict.kind === 'passed' ? {} : verdict;
  };

  it('is shown in its own words', async () => {
    expect(await saidBy('invalid client_id or secret provided')).toMatchObject({
      message: 'invalid client_id or secret provided',
    });
  });

  it.each([
    ['whole', plaidSecret],
    ['in capitals', plaidSecret.toUpperCase()],
    ['within a word', `x${plaidSecret}y`],
    ['twice', `${plaidSecret}${plaidSecret}`],
    ['its beginning', plaidSecret.slice(0, 9)],
    ['its middle', plaidSecret.slice(8, 20)],
    ['its end', plaidSecret.slice(-6)],
    ['with stars', `****************${plaidSecret.slice(-6)}`],
    ['in base64', Buffer.from(plaidSecret).toString('base64')],
    ['backwards', [...plaidSecret].reverse().join('')],
    ['the client ID', clientId],
  ])('never repeats what was sent: %s', async (_, echo) => {
    const said = JSON.stringify(await saidBy(`the key ${echo} is wrong`));
    expect(said).toContain('is wrong');
    for (let at = 0; at + 5 <= plaidSecret.length; at += 1) {
      expect(said.toLowerCase()).not.toContain(plaidSecret.slice(at, at + 5));
    }
    expect(said).not.toContain(clientId);
    expect(said).not.toContain(echo);
  });

  it('shows of a Stripe key not even the six characters that Stripe shows', async () => {
    const verdict = await verdictOn(
      'stripe',
      stripeError(401, undefined, 'Invalid API Key provided: sk_live_********derKey'),
    );
    expect(JSON.stringify(verdict)).toContain('Invalid API Key provided');
    expect(JSON.stringify(verdict)).not.toMatch(/derKey|sk_live/);
  });

  it('is one line of at most 300 characters, without controls', async () => {
    const said = await saidBy(`a\u0000b\u202e\nc ${'word '.repeat(200)}`);
    expect(said).toMatchObject({ message: expect.stringMatching(/^a b c (word )+/) });
    expect(String('message' in said ? said.message : '').length).toBeLessThanOrEqual(301);
  });

  it.each([plaidSecret, clientId, 'INVALID API KEYS', '<b>', 'A'.repeat(61)])(
    'has no code where it is no code: %s',
    async (code) => {
      expect(await saidBy('words', code)).toMatchObject({ kind: 'untestable', code: null });
    },
  );
});
