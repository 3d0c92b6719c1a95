import type { ErrorMessageData } from '@codat/platform/sdk/models/errors/errormessage.js';
import type { Company } from '@codat/platform/sdk/models/shared/company.js';
import type { Connection } from '@codat/platform/sdk/models/shared/connection.js';
import type { Integration } from '@codat/platform/sdk/models/shared/integration.js';
import type { Profile } from '@codat/platform/sdk/models/shared/profile.js';
import { expect, it } from 'vitest';
import type { CodatCompany, CodatConnection } from './companies/company-view';
import type { CodatErrorBody } from './http/codat-error';
import type { CodatIntegration } from './integrations/integration-view';
import type { CodatProfile } from './world/emulator-state';

// The compiler holds the emulator's output to Codat's published specification. `listed` names what is not in it.

type Shared<Ours, Theirs> = keyof Ours & keyof Theirs & string;
/** The emulator prints values of it that the specification does not allow. */
type Untrue<Ours, Theirs> = {
  [Name in Shared<Ours, Theirs>]-?: Ours[Name] extends Theirs[Name] ? never : Name;
}[Shared<Ours, Theirs>];
type Drift<Ours, Theirs> =
  | `${Exclude<keyof Ours & string, keyof Theirs>} is unpublished`
  | `${Untrue<Ours, Theirs>} is untrue`
  | (Ours extends Record<RequiredNames<Theirs>, unknown> ? never : 'a name is missing');
type RequiredNames<Theirs> = {
  [Name in keyof Theirs]-?: undefined extends Theirs[Name] ? never : Name;
}[keyof Theirs];
/** Neither more nor less than there is. */
type Listed<Found extends string> = [Found] extends [never] ? Record<string, never> : Record<Found, true>;

type Printed = {
  integration: Drift<CodatIntegration, Integration>;
  company: Drift<CodatCompany, Company>;
  connection: Drift<CodatConnection, Connection>;
  profile: Drift<CodatProfile, Profile>;
  error: Drift<CodatErrorBody, ErrorMessageData>;
};

const listed: { readonly [View in keyof Printed]: Listed<Printed[View]> } = {
  integration: {
    'supportedEnvironments is unpublished': true,
    'linkedConnectionsCount is unpublished': true,
    'totalConnectionsCount is unpublished': true,
    // Real answers say `datatype` in them, the specification `dataType`.
    'datatypeFeatures is untrue': true,
  },
  company: {},
  connection: {},
  profile: {},
  error: {},
};

it('what the emulator prints beyond the specification is in its integrations only', () => {
  const beyond = Object.entries(listed).filter(([, names]) => Object.keys(names).length > 0);
  expect(beyond.map(([view]) => view)).toEqual(['integration']);
});
