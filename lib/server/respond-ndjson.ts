import 'server-only';

import type { NdjsonLine } from '@/lib/result';
import { errorStatus } from '@/lib/result';
import type { Run } from './auth/guard';
import { respond } from './respond';

const maxBodyLength = 64 * 1024;

/**
 * The edge of a POST whose answer comes bit by bit, as lines of JSON. A browser runs its server actions one after
 * the other and can't call one off; this it can. What fails before the first line has its own status.
 */
export async function respondNdjson<T>(
  request: Request,
  useCase: (input: unknown, run: Run) => Promise<T>,
): Promise<Response> {
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const lines = new TransformStream<string, string>();
  const writer = lines.writable.getWriter();
  // A client that no longer listens needs no answer: the work still in progress for it stops.
  writer.closed.catch(() => stop.abort());
  const write = (line: NdjsonLine<unknown, T>) => writer.write(`${JSON.stringify(line)}\n`).catch(() => {});

  let begin: () => void = () => {};
  const begun = new Promise<null>((resolve) => {
    begin = () => resolve(null);
  });
  const tell = (progress: unknown) => {
    void write({ progress });
    begin();
  };
  const ended = respond(async () => useCase(await readJson(request), { tell, signal }));
  void ended.then(async (result) => {
    await write(result);
    await writer.close().catch(() => {});
  });
  const early = await Promise.race([ended, begun]);
  const status = early?.outcome === 'failed' ? errorStatus[early.code] : 200;
  const headers = { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(lines.readable.pipeThrough(new TextEncoderStream()), { status, headers });
}

/** The use-case refuses what it can't use; here a body only has to be JSON, and no longer than the proxy allows. */
async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > maxBodyLength) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
