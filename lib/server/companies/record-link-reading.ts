import 'server-only';

import type { Actor } from '../activity/actor';
import { recordActivity } from '../activity/record';
import type { InstanceRow } from '../db/schema';

type LinkReading = {
  readonly instance: InstanceRow;
  readonly actor: Actor;
  readonly company: { readonly id: string; readonly name: string };
  readonly integrationKey?: string | undefined;
};

/** Comes before a link URL leaves the server: who reads it and whose it is, never the URL. */
export async function recordLinkReading(reading: LinkReading): Promise<void> {
  const { instance, actor, company, integrationKey } = reading;
  await recordActivity({
    chain: instance.id,
    actor,
    action: 'links.read',
    phase: 'event',
    outcome: 'applied',
    ...(integrationKey && { integrationKey }),
    details: { company: company.name, companyId: company.id },
  });
}
