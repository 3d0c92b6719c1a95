import createNextIntlPlugin from 'next-intl/plugin';
import { securityHeaders } from './lib/security-headers.js';

// What must be known while the server is built; everything else is read at start by lib/server/env.ts.
const distDir = process.env.SWITCHBOARD_DIST ?? '.next';

/** The SQLite of Node 20 alone; it may be missing where Node carries its own. */
const sqlitePackage = '@photostructure/sqlite';

// On what a window can show or a script can ask for; on scripts and styles they say nothing and weigh something.
const pageHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};

/** @param {Record<string, string>} headers */
const listed = (headers) => Object.entries(headers).map(([key, value]) => ({ key, value }));

/** @type {import('next').NextConfig} */
const config = {
  distDir,
  output: 'standalone',
  outputFileTracingRoot: import.meta.dirname,
  // No image is optimised, so its 19 MB of native code need not travel.
  outputFileTracingExcludes: { '*': ['node_modules/sharp/**', 'node_modules/@img/**'] },
  // Native; Next knows the other ones by name. Its binary is found at run time, where tracing doesn't see it.
  serverExternalPackages: [sqlitePackage],
  outputFileTracingIncludes: {
    '/*': ['dist/index.?js', `prebuilds/${process.platform}-${process.arch}/*`].map(
      (files) => `node_modules/${sqlitePackage}/${files}`,
    ),
  },
  agentRules: false,
  poweredByHeader: false,
  // Next's own redirect would come before our headers; such an address is refused or unknown like any other.
  skipTrailingSlashRedirect: true,
  typedRoutes: true,
  images: { unoptimized: true },
  // People type real secrets into server actions during development too.
  logging: { serverFunctions: false, incomingRequests: false },
  // `npm test` and `npm run check` check types on their own, once.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: '/:path*', headers: listed(securityHeaders) },
    { source: '/((?!_next/static/).*)', headers: listed(pageHeaders) },
  ],
  experimental: {
    authInterrupts: true,
    serverActions: { bodySizeLimit: '64kb' },
  },
};

export default createNextIntlPlugin('./lib/server/i18n/request.ts')(config);
