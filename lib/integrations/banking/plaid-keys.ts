import type { KeyRules } from '../keys/key-rules';

// Hexadecimal digits: 24 for a client ID, 30 for a secret. What a customer's connection is made of begins with a word.

export const plaidClientIdRules: KeyRules = {
  refused: [
    { like: '^[0-9a-f]{30}$', reason: 'secret-for-id' },
    { like: '^(?:access|public|link)-', reason: 'other-kind' },
  ],
  usual: { hex: 24 },
};

export const plaidSecretRules: KeyRules = {
  refused: [
    { like: '^[0-9a-f]{24}$', reason: 'id-for-secret' },
    { like: '^(?:access|public|link)-', reason: 'other-kind' },
  ],
  usual: { hex: 30 },
};
