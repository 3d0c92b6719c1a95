import { expect, it } from 'vitest';
import { blockMs } from './throttle';

it('blocks no one for the free tries', () => {
  expect([-5, -1, 0].map(blockMs)).toEqual([0, 0, 0]);
});

it('blocks for fifteen seconds first, then twice as long each time, and for a quarter of an hour at most', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((tries) => blockMs(tries) / 1000)).toEqual([
    15, 30, 60, 120, 240, 480, 900, 900,
  ]);
  expect(blockMs(5_000)).toBe(900_000);
});
