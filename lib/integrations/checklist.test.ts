import { describe, expect, it } from 'vitest';
import { bankingSandbox } from './banking/banking-sandbox';
import { plaid } from './banking/plaid';
import { toChecklist } from './checklist';
import { wooCommerce } from './commerce/woocommerce';
import type { IntegrationView, TileView } from './views';

const tile: TileView = {
  key: 'suuo',
  name: 'Plaid',
  description: null,
  category: 'banking',
  enabled: false,
  enablement: { kind: 'writable' },
  setUp: 'needed',
  environment: null,
  linkedCount: 0,
  lastChange: null,
  unsettled: false,
  accepted: false,
  notices: [],
};
const form = { values: {}, secrets: {} } as unknown as NonNullable<IntegrationView['form']>;
const states = (definition: Parameters<typeof toChecklist>[0], facts: Parameters<typeof toChecklist>[1]) =>
  Object.fromEntries(toChecklist(definition, facts).map(({ step, state }) => [step, state]));

describe('the checklist', () => {
  it('ticks nothing before anything is done, and does not claim to see what it can’t', () => {
    expect(states(plaid, { tile, form })).toEqual({
      redirect: 'unseen',
      credentials: 'open',
      environment: 'open',
      production: 'open',
      customization: 'open',
      enabled: 'open',
      linked: 'open',
    });
  });

  it('ticks each step by what Codat or the vault holds', () => {
    const done = {
      ...tile,
      enabled: true,
      setUp: 'done',
      environment: 'production',
      linkedCount: 3,
    } as const;
    const filled = {
      values: { linkConfigurationName: 'checkout' },
      secrets: { productionSecret: { isSet: true } },
    } as unknown as typeof form;
    expect(new Set(Object.values(states(plaid, { tile: done, form: filled })))).toEqual(new Set(['done']));
  });

  it('takes credentials without an environment for a step that is still to do', () => {
    const held = { ...tile, setUp: 'done', environment: 'not-stated' } as const;
    expect(states(plaid, { tile: held, form })).toMatchObject({ credentials: 'done', environment: 'open' });
  });

  it('says of what the reader may not see, and of what Codat did not send, that it is not seen', () => {
    const unread = { ...tile, setUp: 'unreadable', linkedCount: null } as const;
    expect(states(plaid, { tile: unread, form: null })).toMatchObject({
      credentials: 'unseen',
      production: 'unseen',
      customization: 'unseen',
      linked: 'unseen',
    });
  });

  it('asks for no step that an integration does not have', () => {
    expect(Object.keys(states(wooCommerce, { tile, form }))).toEqual(['credentials', 'enabled', 'linked']);
    expect(toChecklist(bankingSandbox, { tile, form })).toEqual([]);
  });
});
