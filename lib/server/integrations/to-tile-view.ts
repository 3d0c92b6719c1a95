import 'server-only';

import { can, type Role } from '@/lib/access/permissions';
import {
  hasSettings,
  type Integration,
  needsCredentials,
  type ShownEnvironment,
} from '@/lib/integrations/define-integration';
import type { Locale } from '@/lib/integrations/locale';
import { noticesFor } from '@/lib/integrations/provider-notices';
import { findIntegration } from '@/lib/integrations/registry';
import type { EnablementView, NoticeView, SetUpState, TileView } from '@/lib/integrations/views';
import type { LatestChange } from '../activity/latest-changes';
import type { CodatIntegration } from '../codat/wire';
import type { OpenOperation } from '../db/schema';
import type { Refusal } from './enablement';
import { categoryOf, type HeldState } from './integration-snapshot';

export type TileFacts = {
  readonly role: Role;
  readonly locale: Locale;
  readonly held: HeldState | null;
  readonly refusal: Refusal | null;
  readonly operation: OpenOperation | undefined;
  readonly lastChange: LatestChange | undefined;
};

/** The allow-list of what reaches the browser of one integration in a list. */
export function toTileView(integration: CodatIntegration, facts: TileFacts): TileView {
  const definition = findIntegration(integration.key);
  const setUp = setUpState(definition, facts.held);
  return {
    key: integration.key,
    name: definition?.name ?? integration.name,
    description: definition?.description[facts.locale] ?? null,
    category: categoryOf(integration),
    enabled: integration.enabled,
    enablement: enablementView(integration, setUp, facts),
    setUp,
    environment: environmentInUse(facts.held),
    linkedCount: integration.linkedConnectionsCount ?? null,
    unsettled: facts.operation !== undefined,
    accepted: typeof facts.operation?.accepted_at === 'number',
    lastChange: (can(facts.role, 'activity:read') && facts.lastChange) || null,
    notices: noticeViews(integration, setUp, facts),
  };
}

function environmentInUse(held: HeldState | null): ShownEnvironment | null {
  return held?.kind === 'held' && held.configured ? held.environment : null;
}

function noticeViews(
  { key, enabled }: CodatIntegration,
  setUp: SetUpState,
  { held, locale }: TileFacts,
): NoticeView[] {
  const holds = held?.kind === 'held' ? held.fields : null;
  const subject = { key, enabled, setUp, environment: environmentInUse(held), holds };
  return noticesFor(subject).map(({ id, since, title, text, source }) => {
    return { id, since, title: title[locale], text: text[locale], source };
  });
}

function setUpState(definition: Integration | null, held: HeldState | null): SetUpState {
  if (!definition) return 'in-portal';
  if (!hasSettings(definition)) return 'not-needed';
  if (held?.kind !== 'held') return 'unreadable';
  return held.configured ? 'done' : 'needed';
}

function enablementView(integration: CodatIntegration, setUp: SetUpState, facts: TileFacts): EnablementView {
  if (!can(facts.role, 'integrations:manage')) return { kind: 'not-allowed' };
  if (facts.refusal) return { kind: 'refused-by-codat', status: facts.refusal.status };
  const definition = findIntegration(integration.key);
  const empty = setUp === 'needed' && definition !== null && needsCredentials(definition);
  return empty && !integration.enabled ? { kind: 'needs-set-up' } : { kind: 'writable' };
}
