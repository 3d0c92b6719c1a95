import type { Locale } from '@/lib/integrations/locale';
import type { messages } from './en';

// A key that is not in the English messages fails the type check; a value that a message lacks does not. The interface
// is declared in use-intl: TypeScript 7 does not always merge it through the re-export of next-intl.
declare module 'use-intl/core' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages;
  }
}
