import 'server-only';

// Bodies that come from outside are read piece by piece, and no further than a bound. What counts is what memory would
// hold: fetch has decompressed the pieces by then, so that a small answer that unpacks to a large one is cut as well.

export class BodyTooLarge extends Error {
  constructor(readonly mostBytes: number) {
    super(`a body of more than ${mostBytes} bytes`);
    this.name = 'BodyTooLarge';
  }
}

type Message = { readonly body: ReadableStream<Uint8Array> | null };

/** Throws `BodyTooLarge` above the bound; the rest is cancelled, which closes the connection. */
export async function readBoundedText({ body }: Message, mostBytes: number): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > mostBytes) {
      // Not waited for: a peer that hangs must not hold up the error.
      void reader.cancel().catch(() => {});
      throw new BodyTooLarge(mostBytes);
    }
    text += decoder.decode(value, { stream: true });
  }
}
