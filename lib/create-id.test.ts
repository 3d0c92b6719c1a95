import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createId } from './create-id';

describe('createId', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('returns a version 4 UUID that the server accepts, and never the same one twice', () => {
    const ids = Array.from({ length: 2_000 }, createId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(z.uuidv4().safeParse(id).success, id).toBe(true);
  });

  it('needs no function that a browser keeps for secure contexts', () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    expect(z.uuidv4().safeParse(createId()).success).toBe(true);
  });
});
