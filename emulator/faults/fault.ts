import { z } from 'zod';
import { spoilSchema } from './spoil';

const milliseconds = z.number().int().min(0).max(600_000);

/** One thing to go wrong. The README says what each property means together with the others. */
export const faultSchema = z.strictObject({
  method: z.string().toUpperCase().exactOptional(),
  /** An exact pathname, `*` standing for any run of characters. */
  path: z.string().startsWith('/'),
  times: z.number().int().min(1).exactOptional(),
  status: z.number().int().min(200).max(599).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  body: z.unknown().exactOptional(),
  delayMs: milliseconds.exactOptional(),
  apply: z.enum(['before', 'after', 'never']).exactOptional(),
  abort: z.union([z.literal(true), z.enum(['beforeBody', 'afterBody'])]).exactOptional(),
  truncateAfter: z.number().int().min(0).exactOptional(),
  dripMs: milliseconds.exactOptional(),
  stale: z.literal(true).exactOptional(),
  spoil: z.array(spoilSchema).min(1).exactOptional(),
});

export type Fault = z.infer<typeof faultSchema>;

/** Whether the fault brings its own answer instead of spoiling the true one. */
export function hasOwnAnswer(fault: Fault): boolean {
  return fault.status !== undefined || fault.body !== undefined;
}

export function whenToApply(fault: Fault): 'before' | 'after' | 'never' {
  if (fault.apply) return fault.apply;
  const needsTrueAnswer = !hasOwnAnswer(fault) && (fault.abort === undefined || fault.abort === 'afterBody');
  return needsTrueAnswer ? 'before' : 'never';
}
