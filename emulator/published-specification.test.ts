import type { ErrorMessageData } from '@codat/platform/sdk/models/errors/errormessage.js';
import type { Company } from '@codat/platform/sdk/models/shared/company.js';
import type { Connection } from '@codat/platform/sdk/models/shared/connection.js';
import type { Integration } from '@codat/platform/sdk/models/shared/integration.js';
import type { Profile } from '@codat/platform/sdk/models/shared/profile.js';
import { expectTypeOf, it } from 'vitest';
import type { CodatErrorBody } from './codat-error';
import type { CodatCompany, CodatConnection } from './company-view';
import type { CodatProfile } from './emulator-state';
import type { CodatIntegration } from './integration-view';

type Shared<Ours, Theirs> = keyof Ours & keyof Theirs;

/** Names that the published specification lacks, and names whose values it does not allow. */
type Drift<Ours, Theirs> = {
  unpublished: Exclude<keyof Ours, keyof Theirs>;
  untrue: {
    [Name in Shared<Ours, Theirs>]-?: Ours[Name] extends Theirs[Name] ? never : Name;
  }[Shared<Ours, Theirs>];
};
type NoDrift = { unpublished: never; untrue: never };

it('what the emulator prints is published, by its name and its type, but for what stands here', () => {
  expectTypeOf<Drift<CodatIntegration, Integration>>().toEqualTypeOf<{
    unpublished: 'supportedEnvironments' | 'linkedConnectionsCount' | 'totalConnectionsCount';
    // Real answers say `datatype` in them.
    untrue: 'datatypeFeatures';
  }>();
  expectTypeOf<Drift<CodatCompany, Company>>().toEqualTypeOf<NoDrift>();
  expectTypeOf<Drift<CodatConnection, Connection>>().toEqualTypeOf<NoDrift>();
  expectTypeOf<Drift<CodatProfile, Profile>>().toEqualTypeOf<NoDrift>();
  expectTypeOf<Drift<CodatErrorBody, ErrorMessageData>>().toEqualTypeOf<NoDrift>();
});
