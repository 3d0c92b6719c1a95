import 'server-only';

import { z } from 'zod';
import { parseGroupRoles } from '@/lib/access/group-roles';

// Every variable of the environment, with its default. Its description is its line in .env.example, which
// `npm run env:example` writes. What rests on several variables at once is checked in env.ts.

const whole = (least: number, most: number, preset: number) =>
  z.coerce.number().int().min(least).max(most).default(preset);

export const variables = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('Set by the scripts. Leave it to them.'),
  PORT: whole(1, 65_535, 3000).describe('The port that the app listens on.'),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('The address that the app listens on. Anything but loopback needs APP_URL.'),
  APP_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !URL.canParse(url) || new URL(url).pathname === '/', 'must be an origin, without a path')
    .optional()
    .describe('The one address that users open. Needed if HOST is reachable from other machines.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .describe('The folder of the key files, the SQLite database and the emulator’s state.'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional()
    .describe('PostgreSQL, as postgres://user:password@host/database. SQLite in DATA_DIR if unset.'),
  ADMIN_EMAIL: z
    .email()
    .default('admin@example.com')
    .describe('The first administrator. Read at the first start only.'),
  ADMIN_PASSWORD: z
    .string()
    .min(12)
    .max(128)
    .optional()
    .describe('The first administrator’s password. Generated and printed once if unset.'),
  VAULT_KEYS: z
    .string()
    .transform((keys) => keys.split(',').map((key) => Buffer.from(key, 'base64')))
    .refine((keys) => keys.every((key) => key.length === 32), 'must be keys of 32 bytes in base64, by commas')
    .optional()
    .describe('The vault’s keys instead of DATA_DIR/vault.key: base64, by commas, the first one seals.'),
  VAULT_KEYS_FILE: z.string().min(1).optional().describe('A file that holds what VAULT_KEYS would.'),
  CODAT_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('The API key of the first Codat instance. `npm start` runs the local emulator if unset.'),
  CODAT_API_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Codat’s API. https://api.codat.io if unset.'),
  CODAT_LOCAL: z
    .enum(['0', '1'])
    .default('0')
    .describe('1 allows a Codat at a loopback address over http. `npm start` sets it for the emulator.'),
  PLAID_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('A stand-in for Plaid at a loopback address, with CODAT_LOCAL=1 only.'),
  STRIPE_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('A stand-in for Stripe at a loopback address, with CODAT_LOCAL=1 only.'),
  PROVIDER_TIMEOUT_MS: whole(50, 8_000, 8_000).describe('The time limit of one credential test.'),
  CODAT_TIMEOUT_MS: whole(50, 60_000, 10_000).describe('The time limit of one call to Codat.'),
  PAGE_TIMEOUT_MS: whole(50, 120_000, 30_000).describe('The time that one page may wait for Codat.'),
  READ_BACK_DELAY_MS: whole(0, 60_000, 2_000).describe(
    'The pause between the two readings that verify a write.',
  ),
  SNAPSHOT_AGE_MS: whole(0, 60_000, 5_000).describe('How long users share one reading of integrations.'),
  COMPANIES_AGE_MS: whole(0, 600_000, 30_000).describe('How long users share one reading of companies.'),
  BREAKER_PAUSE_MS: whole(50, 300_000, 10_000).describe(
    'The pause of the breaker after three calls without an answer.',
  ),
  SESSION_IDLE_SECONDS: whole(1, 86_400, 30 * 60).describe('A session ends after this long without use.'),
  SESSION_MAX_SECONDS: whole(1, 7 * 86_400, 8 * 3600).describe('A session ends after this long in any case.'),
  TRUSTED_PROXY_HOPS: whole(0, 8, 0).describe(
    'The number of reverse proxies that write X-Forwarded-For. 0 ignores the header.',
  ),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('The server that mail leaves by, as smtps://user:password@host. Without it no mail is sent.'),
  MAIL_FROM: z.email().optional().describe('The address that mail comes from. Needed with SMTP_URL.'),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'The OpenID Connect issuer, spelt exactly as it names itself. Without it, users sign in by password.',
    ),
  OIDC_CLIENT_ID: z.string().min(1).max(500).optional().describe('Switchboard’s client ID at the issuer.'),
  OIDC_CLIENT_SECRET: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe('Switchboard’s client secret at the issuer.'),
  OIDC_GROUP_ROLES: z
    .string()
    .transform((pairs, context) => {
      const roles = parseGroupRoles(pairs);
      if (roles) return roles;
      context.addIssue({
        code: 'custom',
        message:
          'must be pairs by commas, such as switchboard-admins=Administrator,finance=Analyst, each group once, with the roles Onboarding, Advisor, Analyst, Developer and Administrator',
      });
      return z.NEVER;
    })
    .optional()
    .describe('The issuer’s groups and their roles: group=Role, by commas. The highest role wins.'),
  OIDC_GROUPS_CLAIM: z
    .string()
    .min(1)
    .max(200)
    .default('groups')
    .describe('The claim that holds the user’s groups.'),
  OIDC_SCOPE: z
    .string()
    .max(500)
    .regex(/^(.* )?openid( .*)?$/, 'must contain openid')
    .default('openid email profile')
    .describe('The scope that is asked for. Some issuers name groups only if asked for groups.'),
  OIDC_NAME: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .optional()
    .describe('The issuer’s name on the sign-in page. Its host if unset.'),
  OIDC_TIMEOUT_MS: whole(50, 15_000, 5_000).describe('The time limit of one call to the issuer.'),
  ACTIVITY_ANCHOR_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !URL.canParse(url) || new URL(url).username === '', 'must hold no user and no password')
    .optional()
    .describe('Receives the signed heads of the activity. https. Without it none are made.'),
  ACTIVITY_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(90, 'must be at least 90; unset it to keep the activity for ever')
    .max(36_500)
    .optional()
    .describe('The activity is purged after this many days, 90 at least. Unset keeps it for ever.'),
  ALLOW_INSECURE_HTTP: z
    .enum(['0', '1'])
    .default('0')
    .describe('1 allows an APP_URL of plain http on a trusted network.'),
  ALLOW_UNSAFE_POSTGRES: z
    .enum(['0', '1'])
    .default('0')
    .describe('1 allows a PostgreSQL that may lose confirmed writes.'),
});

/** The name that a variable had before; it is read if the present one is unset. */
export const formerNames: { readonly [Name in keyof typeof variables.shape]?: string } = {
  READ_BACK_DELAY_MS: 'SETTLE_DELAY_MS',
};
