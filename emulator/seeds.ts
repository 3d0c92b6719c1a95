import { createHash } from 'node:crypto';
import { believablePlans, livePlans, manyPlans } from './companies/company-plans';
import { type CompanyPlan, inventCompanies } from './companies/seeded-companies';
import { plaidKey } from './integrations/catalogue';
import { plaidFingerprint } from './integrations/plaid-authorization';
import { defaultModes, type EmulatorState } from './world/emulator-state';

export const seedNames = ['default', 'empty', 'legacy-plaid', 'large', 'production'] as const;
export type SeedName = (typeof seedNames)[number];

type Credentials = Record<string, string>;

// Made up, in the shapes that the vendors use. They open nothing anywhere.
const plaidClientId = '5f1c9d27ab4e6300127c2a6b';
const plaidSandboxSecret = '7b02e94cd1853fa6de40b7c95e1ad1';
const plaidPublicKey = 'c41f7e20b95a83d06e7714f2a9abdd';

const sandboxPlaid: Credentials = {
  clientId: plaidClientId,
  clientSecret: plaidSandboxSecret,
  environment: 'sandbox',
};

const productionPlaid: Credentials = {
  clientId: '60a2b7e4c18d5300139f4e27',
  clientSecret: 'd83f5a71c6e2094b8d17fa3c60b5e9',
  environment: 'production',
};

/** Set up before August 2020: with the public key of that time, and nothing said of an environment. */
const legacyPlaid: Credentials = {
  publicKey: plaidPublicKey,
  clientId: plaidClientId,
  clientSecret: plaidSandboxSecret,
};

/** Codat publishes no property names but Plaid's; these two follow them. */
const accountingCredentials: Record<string, Credentials> = {
  gbol: { clientId: '9C1E47F2A0B84D6E8F35', clientSecret: 'kV2pQ7_xR4nTz9LmW0sYb6HdFj3Ge8Ac' },
  qhyg: { clientId: 'ABw3k9ZpQe71TnUyXo5L', clientSecret: 'Rz8Hn2Wq5Yc0Vt7Jm4Kd1Pb6Xs9Lf3Ga' },
};

/** Null is the first client. Every other one has companies of its own, with ids of their own, by its name. */
export function createSeed(seed: SeedName, client: string | null = null): EmulatorState {
  switch (seed) {
    case 'default':
      return lender({ seed, client }, sandboxPlaid, believablePlans());
    case 'legacy-plaid':
      return lender({ seed, client }, legacyPlaid, believablePlans());
    case 'large':
      return lender({ seed, client }, sandboxPlaid, manyPlans(10_000));
    case 'production':
      return liveLender(client);
    case 'empty':
      return { ...bareInstance(seed, client), enabled: { mqjo: true } };
  }
}

/**
 * Plaid is set up and in use. Stripe is in use by the extension that Connect has replaced: enabled, with linked
 * connections, and with no credentials. TrueLayer has never been set up.
 */
function lender(
  { seed, client }: { readonly seed: SeedName; readonly client: string | null },
  plaid: Credentials,
  plans: CompanyPlan[],
): EmulatorState {
  return {
    ...bareInstance(seed, client),
    enabled: { [plaidKey]: true, exgd: true, gbol: true, qhyg: true, mqjo: true, aiwb: true },
    credentials: structuredClone({ [plaidKey]: plaid, ...accountingCredentials }),
    companies: inventCompanies(plans, plaidFingerprint(plaid), randomSeedOf(client)),
  };
}

/** A smaller lender that is live: Plaid in Production, and no test integration enabled. */
function liveLender(client: string | null): EmulatorState {
  const { companies, credentials } = lender({ seed: 'production', client }, productionPlaid, livePlans());
  return {
    ...bareInstance('production', client),
    enabled: { [plaidKey]: true, gbol: true, qhyg: true },
    credentials,
    companies,
  };
}

/** The first client's number gives the companies and ids that it has always had. */
function randomSeedOf(client: string | null): number {
  return client === null ? 4010 : createHash('sha256').update(client).digest().readUIntBE(0, 6);
}

function bareInstance(seed: SeedName, client: string | null): EmulatorState {
  return {
    seed,
    modes: { ...defaultModes },
    profile: {
      name: client === null ? 'Harbor Lending' : `Harbor Lending ${client}`,
      redirectUrl: 'https://harbor-lending.example/linked/{companyId}',
      whiteListUrls: ['https://harbor-lending.example'],
    },
    enabled: {},
    credentials: {},
    companies: {},
  };
}
