'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';

type Props = {
  /** How old the reading was when the server answered: clocks of two machines are not compared. */
  readonly ageMs: number;
  readonly readAt: number;
  /** The moment of the reading, for the hover. */
  readonly utc: string;
  readonly locale: string;
  /** Contains `{age}`. */
  readonly sentence: string;
  readonly justNow: string;
};

const tickMs = 5_000;
const staleAfterMs = 5_000;

/** Says how old the state on the screen is, and reads it again when the user comes back to the page. */
export function LastRead({ ageMs, readAt, utc, locale, sentence, justNow }: Props) {
  const router = useRouter();
  const [waitedMs, setWaitedMs] = useState(0);

  useEffect(() => {
    const since = Date.now();
    const tick = setInterval(() => setWaitedMs(Date.now() - since), tickMs);
    const onReturn = () => {
      if (document.visibilityState === 'visible' && Date.now() - since > staleAfterMs) router.refresh();
    };
    document.addEventListener('visibilitychange', onReturn);
    return () => {
      clearInterval(tick);
      document.removeEventListener('visibilitychange', onReturn);
    };
  }, [router]);

  return (
    <time dateTime={new Date(readAt).toISOString()} title={utc}>
      {sentence.replace('{age}', inMessages(ageMs + waitedMs, locale, justNow))}
    </time>
  );
}

function inMessages(ms: number, locale: string, justNow: string): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 3) return justNow;
  const format = new Intl.RelativeTimeFormat(locale);
  return seconds < 60
    ? format.format(-seconds, 'second')
    : format.format(-Math.round(seconds / 60), 'minute');
}
