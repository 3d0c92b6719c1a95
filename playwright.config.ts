import { defineConfig } from '@playwright/test';
import type { Settings } from './e2e/start-portal';

const browser = process.env.CHROMIUM_PATH;

// Some of them hold a reading of Codat open, and their portal has to wait for it.
const saving = 'e2e/journeys/settings/**';

export default defineConfig<object, { settings: Settings }>({
  testDir: 'e2e',
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes at the second try has not passed.
  retries: 0,
  workers: 2,
  // For a busy machine: a test that hangs fails later, and one that is only slow does not.
  timeout: 60_000,
  // Both workers run a portal and a browser on as few as two cores.
  expect: { timeout: 10_000 },
  reporter: 'list',
  // All of one first, then all of the other: a portal is started once for each worker, and not at every file.
  projects: [
    { name: 'portal', testIgnore: saving },
    { name: 'settings', testMatch: saving, use: { settings: { CODAT_TIMEOUT_MS: '9000' } } },
  ],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    // A tenth of the time of all journeys went into drawing what pulses while something is read.
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1280, height: 800 },
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    launchOptions: {
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
      ...(browser && { executablePath: browser }),
    },
  },
});
