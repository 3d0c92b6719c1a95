import { describe, expect, it } from 'vitest';
import { oncePerRun, withMemo } from './use-case-memo';

describe('a value of a run', () => {
  let made = 0;
  const make = async () => {
    made += 1;
    return made;
  };
  const twice = async (name = 'a') => [await oncePerRun(name, make), await oncePerRun(name, make)];

  it('is made once, for two that come at once too, and apart for another name', async () => {
    const [one, other] = await withMemo(() => Promise.all([twice(), twice()]));
    expect(new Set([...one, ...other]).size).toBe(1);
    const [a, b] = await withMemo(async () => [await twice('a'), await twice('b')] as const);
    expect(a[0]).not.toBe(b[0]);
  });

  it('is not shared with another run, nor with one inside it', async () => {
    const [one, other] = await Promise.all([withMemo(() => twice()), withMemo(() => twice())]);
    expect(one[0]).not.toBe(other[0]);
    const [outer, inner, after] = await withMemo(async () => [
      await oncePerRun('a', make),
      await withMemo(() => oncePerRun('a', make)),
      await oncePerRun('a', make),
    ]);
    expect(inner).not.toBe(outer);
    expect(after).toBe(outer);
  });

  it('is made each time outside a run', async () => {
    const [one, other] = await twice();
    expect(one).not.toBe(other);
  });

  it('is made again after a failure', async () => {
    const fail = () => Promise.reject(new Error('no answer'));
    await withMemo(async () => {
      await expect(oncePerRun('a', fail)).rejects.toThrow('no answer');
      await expect(oncePerRun('a', make)).resolves.toBe(made);
    });
  });
});
