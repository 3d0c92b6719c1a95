import { describe, expect, it } from 'vitest';
import { emulatorOfThisFile } from '../test-emulator';

const emulator = emulatorOfThisFile();

describe('a list', () => {
  it('comes a hundred at a time unless asked otherwise', async () => {
    const { body } = await emulator.call('GET', '/companies');
    expect(body).toMatchObject({ pageNumber: 1, pageSize: 100, totalResults: 60 });
    expect(body._links).toEqual({
      self: { href: '/companies' },
      current: { href: '/companies?page=1&pageSize=100' },
    });
  });

  it('links to the pages before and after, with the filter and the order', async () => {
    const { body } = await emulator.call('GET', '/companies?page=2&pageSize=5&orderBy=-name&query=name~s');
    expect(body._links.previous.href).toBe('/companies?page=1&pageSize=5&orderBy=-name&query=name%7Es');
    const next = await emulator.call('GET', body._links.next.href);
    expect(next.body.pageNumber).toBe(3);
    expect(next.body.totalResults).toBe(body.totalResults);
  });

  it('counts what the filter leaves, and is empty past its end', async () => {
    const { body } = await emulator.call('GET', '/integrations?query=sourceType%3Dbanking&page=9');
    expect(body).toMatchObject({ results: [], totalResults: 3, pageNumber: 9 });
    expect(body._links.next).toBeUndefined();
  });

  it.each(['page=0', 'page=-1', 'page=1.5', 'page=one', 'page=', 'pageSize=0', 'pageSize=5001'])(
    'refuses %s',
    async (parameter) => {
      expect((await emulator.call('GET', `/companies?${parameter}`)).status).toBe(400);
    },
  );

  it('gives 5,000 of 10,000 companies at once', async () => {
    await emulator.control.reset('large');
    const { body } = await emulator.call('GET', '/companies?pageSize=5000&page=2');
    expect(body.results).toHaveLength(5000);
    expect(body.totalResults).toBe(10_000);
  });
});

describe('ordering', () => {
  const names = async (orderBy: string): Promise<string[]> => {
    const { body } = await emulator.call('GET', `/companies?orderBy=${orderBy}`);
    return body.results.map(({ name }: { name: string }) => name.toLowerCase());
  };

  it('goes up, and with a minus down', async () => {
    const upwards = await names('name');
    expect(upwards).toEqual([...upwards].sort());
    expect(await names('-name')).toEqual([...upwards].reverse());
  });

  it('refuses a property that is not there', async () => {
    for (const property of ['modifiedDate', '-modifiedDate', '__proto__', '-', 'tags']) {
      const { status, body } = await emulator.call('GET', `/companies?orderBy=${property}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        service: 'ClientsApi',
        error: expect.stringContaining('Could not resolve'),
      });
    }
  });
});
