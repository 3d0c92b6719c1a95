import type { ServerResponse } from 'node:http';
import { CodatError, type CodatErrorStatus, publishedMessageOf, toCodatErrorBody } from '../http/codat-error';
import type { Fault } from './fault';
import type { Pauses } from './pauses';
import { spoilBody } from './spoil';

// Writes an answer to the socket itself, since what faults do to one (cut it, truncate it, drip it) is exactly what
// an HTTP framework exists to prevent.

const dripPieces = 16;

/** The answer that the fault brings along; with no status of its own it is a 503. */
export function ownAnswerOf(fault: Fault, commonHeaders: Record<string, string>): Response {
  const status = fault.status ?? (fault.body === undefined ? 503 : 200);
  const text = ownBodyOf(fault, status);
  // Response refuses even an empty text with these.
  const mayHaveBody = ![204, 205, 304].includes(status);
  return new Response(mayHaveBody ? text : null, {
    status,
    headers: { ...commonHeaders, 'Content-Type': 'application/json' },
  });
}

function ownBodyOf(fault: Fault, status: number): string {
  if (typeof fault.body === 'string') return fault.body;
  if (fault.body !== undefined) return JSON.stringify(fault.body);
  if (status < 400) return '';
  return JSON.stringify(
    toCodatErrorBody(new CodatError(status as CodatErrorStatus, publishedMessageOf(status))),
  );
}

type Delivery = { readonly answer: Response; readonly fault: Fault; readonly pauses: Pauses };

/** Resolves when the last byte has left, or when the client is gone. */
export async function deliver(outgoing: ServerResponse, { answer, fault, pauses }: Delivery): Promise<void> {
  if (outgoing.destroyed) return;
  if (fault.abort === true) {
    outgoing.destroy();
    return;
  }
  const whole = fault.spoil
    ? Buffer.from(spoilBody(await answer.text(), fault.spoil))
    : Buffer.from(await answer.arrayBuffer());
  const body = fault.truncateAfter === undefined ? whole : whole.subarray(0, fault.truncateAfter);
  outgoing.statusCode = answer.status;
  for (const [name, value] of answer.headers) outgoing.setHeader(name, value);
  for (const [name, value] of Object.entries(fault.headers ?? {})) outgoing.setHeader(name, value);

  if (fault.abort === 'beforeBody') {
    outgoing.setHeader('Content-Length', Math.max(1, whole.length));
    outgoing.flushHeaders();
    cutOff(outgoing);
    return;
  }
  // Without a length the reader learns that the answer has ended only from the last chunk, which an abort after the
  // body leaves out.
  outgoing.removeHeader('Content-Length');
  if (fault.abort !== 'afterBody' && answer.body !== null) outgoing.setHeader('Content-Length', body.length);
  outgoing.flushHeaders();
  await writeBody(outgoing, body, { dripMs: fault.dripMs, pauses });
  if (fault.abort === 'afterBody') cutOff(outgoing);
  else await endOf(outgoing);
}

async function writeBody(
  outgoing: ServerResponse,
  body: Buffer,
  { dripMs, pauses }: { readonly dripMs: number | undefined; readonly pauses: Pauses },
): Promise<void> {
  if (dripMs === undefined) {
    outgoing.write(body);
    return;
  }
  const pieceLength = Math.max(1, Math.ceil(body.length / dripPieces));
  for (let start = 0; start < body.length; start += pieceLength) {
    const pause = await pauses.wait(dripMs);
    if (pause === 'cancelled' || outgoing.destroyed) {
      outgoing.destroy();
      return;
    }
    outgoing.write(body.subarray(start, start + pieceLength));
  }
}

/** Cuts the connection. Bytes already written still go out; nothing after them does. */
function cutOff(outgoing: ServerResponse): void {
  outgoing.socket?.destroySoon();
}

function endOf(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.destroyed) return resolve();
    outgoing.once('close', resolve);
    outgoing.end(() => resolve());
  });
}
