import { expect, it } from 'vitest';
import { toCurve } from './curve';

it('begins with no customer back at the change and ends with all who are back now', () => {
  const curve = toCurve([300, 100, 9_999], 0, 2_400);
  expect(curve).toHaveLength(25);
  expect(curve[0]).toEqual({ at: 0, back: 0 });
  expect(curve[1]).toEqual({ at: 100, back: 1 });
  expect(curve[2]).toEqual({ at: 200, back: 1 });
  expect(curve[3]).toEqual({ at: 300, back: 2 });
  expect(curve.at(-1)).toEqual({ at: 2_400, back: 3 });
});

it('never falls, and copes with a change of this very moment', () => {
  const curve = toCurve([], 5, 5);
  expect(curve.every(({ back }) => back === 0)).toBe(true);
  const many = toCurve(
    Array.from({ length: 10_000 }, (_, index) => (index * 7_919) % 10_000),
    0,
    10_000,
  ).map(({ back }) => back);
  expect(many).toEqual([...many].sort((one, other) => one - other));
  expect(many.at(-1)).toBe(10_000);
});
