import { z } from 'zod';

// One value of a true answer replaced or taken away, the rest left as it is: what a vendor gets wrong in one place. By a
// fault only, so that without one the emulator stays as strict as it is.

export const spoilSchema = z.strictObject({
  /** The way through the answer's JSON, by dots: names, places in a list, and `*` for every item. */
  at: z.string().min(1),
  /** Taken away where there is none. */
  value: z.unknown().exactOptional(),
});

export type Spoil = z.infer<typeof spoilSchema>;

export function spoilBody(text: string, spoils: readonly Spoil[]): string {
  const answer: unknown = JSON.parse(text);
  for (const spoil of spoils) put(answer, spoil.at.split('.'), spoil);
  return JSON.stringify(answer);
}

function put(target: unknown, [step = '', ...rest]: readonly string[], spoil: Spoil): void {
  if (typeof target !== 'object' || target === null) return;
  const steps = step === '*' ? Object.keys(target) : [step];
  for (const name of steps) {
    if (rest.length > 0) put(Reflect.get(target, name), rest, spoil);
    else if ('value' in spoil) Reflect.set(target, name, spoil.value);
    else Reflect.deleteProperty(target, name);
  }
}
