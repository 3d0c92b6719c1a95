import createNextIntlPlugin from 'next-intl/plugin';
import { securityHeaders } from './lib/security-headers.js';

// Read here because the build needs it. Everything else is read at start by lib/server/env.ts.
const distDir = process.env.SWITCHBOARD_DIST ?? '.next';

/** The SQLite of Node 20; no tracing finds what is imported on that Node alone. */
const sqliteFiles = [
  'node_modules/@photostructure/sqlite/{package.json,dist/index.?js}',
  `node_modules/@photostructure/sqlite/prebuilds/${process.platform}-${process.arch}/*`,
  'node_modules/node-gyp-build/*.{js,json}',
];

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
  outputFileTracingIncludes: { '/*': sqliteFiles },
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
