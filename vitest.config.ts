import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

// The conditions of Next's server. Vitest hands them to Node too, where `import` or `module` would break every
// `require`.
const conditions = ['react-server', 'node'];

export default defineConfig({
  resolve: {
    alias: {
      '@': path.resolve(import.meta.dirname),
      'next/headers': path.resolve(import.meta.dirname, 'lib/server/testing/next-headers.ts'),
      // Resolved as Next's bundler does on the server.
      'next/navigation': 'next/dist/api/navigation.react-server.js',
      // Set by next-intl's plugin in next.config.js.
      'next-intl/config': path.resolve(import.meta.dirname, 'lib/server/i18n/request.ts'),
    },
    conditions,
  },
  ssr: { resolve: { conditions } },
  test: {
    // The default leaves a core free, which on a machine of two means one test file at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // For a busy machine: a test that hangs fails later, and one that is only slow does not.
    testTimeout: 30_000,
    server: { deps: { inline: ['next-intl'] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'lib/**/*.test.ts',
            'components/**/*.test.ts',
            'scripts/**/*.test.ts',
            'messages/**/*.test.ts',
            '*.test.ts',
            'architecture/*.test.ts',
          ],
          exclude: ['**/*.db.test.ts'],
        },
      },
      { extends: true, test: { name: 'contract', include: ['emulator/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['lib/**/*.db.test.ts'],
          globalSetup: ['lib/server/testing/postgres.ts'],
          // Process state is reset before each test. Loading all modules again for each file would take a sixth of the
          // time.
          isolate: false,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
