import type { CurvePoint } from './views';

const steps = 24;

/** How many were back at each of some times evenly spread from the change until now. */
export function toCurve(backAt: readonly number[], from: number, until: number): CurvePoint[] {
  const sorted = [...backAt].sort((one, other) => one - other);
  const span = Math.max(until - from, 1);
  let back = 0;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const at = from + Math.round((span * step) / steps);
    // A customer who came back while the curve is computed counts at its end.
    while (back < sorted.length && (step === steps || (sorted[back] ?? 0) <= at)) back += 1;
    return { at, back };
  });
}
