import { describe, expect, it } from 'vitest';
import { plaid } from '@/lib/integrations/banking/plaid';
import { toDraftValues } from '../codat-mapping/draft-values';
import { Secret } from '../secret';
import { parseDraft, submittedDraft } from './submitted-draft';

describe('a submitted draft', () => {
  const submit = (draft: unknown) => submittedDraft.parse(draft);
  const replace = (value: unknown) => ({ intent: 'replace', value });

  it('has its typed secrets wrapped and trimmed, whatever else is in it', () => {
    const draft = submit({
      odd: 1,
      secrets: { a: replace(' typed '), b: { intent: 'keep' }, c: replace(5), d: 'text' },
    });
    const { secrets } = draft as { secrets: Record<string, unknown> };
    expect(secrets.a).toEqual(replace(expect.any(Secret)));
    expect((secrets.a as { value: Secret }).value.reveal()).toBe('typed');
    expect({ ...(draft as object), secrets: { ...secrets, a: null } }).toEqual({
      odd: 1,
      secrets: { a: null, b: { intent: 'keep' }, c: replace(5), d: 'text' },
    });
  });

  it('that is none remains as it is, to be refused by the schema of its integration', () => {
    const circular: Record<string, unknown> = { secrets: { a: 10n } };
    circular.self = circular;
    for (const odd of [undefined, null, 'text', [], { secrets: null }, circular]) {
      expect(submit(odd)).toEqual(odd);
      expect(parseDraft(plaid, new Set(), submit(odd)).success).toBe(false);
    }
  });

  it('is refused if a secret in it was not wrapped', () => {
    const keep = { intent: 'keep' };
    const secrets = { sandboxSecret: replace('typed'), developmentSecret: keep, productionSecret: keep };
    const values = { ...toDraftValues(plaid, new Map(), null), clientId: 'an id', environment: 'sandbox' };
    const draft = { values, secrets };
    expect(parseDraft(plaid, new Set(), submit(draft))).toMatchObject({ success: true });
    expect(parseDraft(plaid, new Set(), draft)).toMatchObject({
      success: false,
      issues: [{ path: ['secrets', 'sandboxSecret', 'value'] }],
    });
  });
});
