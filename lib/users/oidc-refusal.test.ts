import { isSelectElement, parse } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import en from '@/messages/en/portal.json';
import fr from '@/messages/fr/portal.json';
import { oidcRefusals } from './oidc-refusal';

describe.each([
  ['English', en],
  ['French', fr],
])('the sentences of refusals in %s', (_, messages) => {
  it('are there for each reason, the one for an answer that can’t be believed being that for all others', () => {
    const [select] = parse(messages.errors['oidc-refused']).filter(isSelectElement);
    const reasons = oidcRefusals.map((reason) => (reason === 'answer' ? 'other' : reason));
    expect(Object.keys(select?.options ?? {}).sort()).toEqual(reasons.sort());
  });
});
