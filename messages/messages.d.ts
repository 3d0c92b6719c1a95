// Without this import there is nothing to declare into, and every key would pass.
import type {} from 'next-intl';
import type { Locale } from '@/lib/integrations/locale';
import type { messages } from './en';

// A key that is not in the English messages, or lacks one of its values, fails the type check.
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages;
  }
}
