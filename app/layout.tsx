import type { Metadata } from 'next';
import localFont from 'next/font/local';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ErrorWordsProvider } from '@/components/shell/error-messages';
import { env } from '@/lib/server/env';
import { currentTheme } from '@/lib/server/i18n/locale';
import './globals.css';

const sans = localFont({
  src: '../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2',
  variable: '--font-geist',
  weight: '100 900',
});

const mono = localFont({
  src: '../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2',
  variable: '--font-geist-mono',
  weight: '100 900',
  preload: false,
});

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('app');
  return {
    title: { default: t('name'), template: `%s · ${t('name')}` },
    description: t('description'),
    icons: { icon: '/favicon.svg' },
    robots: { index: false, follow: false },
  };
}

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [locale, theme, t, app] = await Promise.all([
    getLocale(),
    currentTheme(),
    getTranslations('errorPages'),
    getTranslations('app'),
  ]);
  return (
    <html lang={locale} data-theme={theme} className={`${sans.variable} ${mono.variable}`}>
      <body>
        {env().insecureHttp && (
          <aside className="border-b border-line bg-caution-soft px-4 py-2 text-[0.8125rem] text-caution">
            {app('insecureHttp')}
          </aside>
        )}
        <ErrorWordsProvider
          messages={{ title: t('brokenTitle'), text: t('brokenText'), tryAgain: t('tryAgain') }}
        >
          {children}
        </ErrorWordsProvider>
      </body>
    </html>
  );
}
