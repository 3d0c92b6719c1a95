import type { NdjsonLine, Outcome } from './result';

type Listening<Progress> = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Called if the answer leads to the sign-in, since the session has ended. */
  readonly onSignedOut?: () => void;
};

/** Posts to a route that answers bit by bit. The outcome is unknown if the answer did not come to its end. */
export async function postNdjson<Progress, T>(
  url: string,
  body: unknown,
  { signal, onProgress, onSignedOut }: Listening<Progress> = {},
): Promise<Outcome<T>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
    if (response.redirected) onSignedOut?.();
    if (!response.headers.get('content-type')?.startsWith('application/x-ndjson') || !response.body) {
      return { outcome: 'unknown' };
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) {
        const line = JSON.parse(text) as NdjsonLine<Progress, T>;
        if ('outcome' in line) return line;
        onProgress?.(line.progress);
      }
    }
  } catch {
    // Cancelled, disconnected, or not the expected format: the outcome is unknown.
  }
  return { outcome: 'unknown' };
}
