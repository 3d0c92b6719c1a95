import type { Locale } from '@/lib/integrations/words';
import type companies from './companies.en.json';
import type credentialTest from './credential-test.en.json';
import type messages from './en.json';
import type keys from './keys.en.json';
import type review from './review.en.json';
import type webhooks from './webhooks.en.json';

// A key that is not in the English messages, or lacks one of its values, fails the type check.
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages &
      typeof keys &
      typeof webhooks & {
        credentialTest: typeof credentialTest;
        companies: typeof companies;
        review: typeof review;
      };
  }
}
