import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { requireFreePorts } from './ports.mjs';

const host = '127.0.0.1';

async function withTakenPort(check: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, host, () => resolve((server.address() as { port: number }).port));
  });
  try {
    await check(port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('the ports', () => {
  test('a taken port is refused in one sentence that names it and the remedy', () =>
    withTakenPort(async (port) => {
      const sentence = `Port ${port} is taken by another program; stop it, or choose another port: PORT=${port + 1} npm start`;
      await expect(requireFreePorts([{ variable: 'PORT', host, port }])).rejects.toThrow(sentence);
    }));

  test('the remedy names the variable of the port that is taken', () =>
    withTakenPort(async (port) => {
      const claim = { variable: 'EMULATOR_PORT', host, port };
      await expect(requireFreePorts([claim])).rejects.toThrow(`EMULATOR_PORT=${port + 1} npm start`);
    }));

  test('a free port stays free: looking at it twice finds it free twice', async () => {
    let free = 0;
    await withTakenPort(async (port) => {
      free = port;
    });
    const claim = { variable: 'PORT', host, port: free };
    await requireFreePorts([claim]);
    await requireFreePorts([claim]);
  });

  test('one number for two ports is refused', async () => {
    const claims = ['PORT', 'EMULATOR_PORT'].map((variable) => ({ variable, host, port: 45_871 }));
    await expect(requireFreePorts(claims)).rejects.toThrow('PORT and EMULATOR_PORT are both 45871');
  });

  test("an address of another machine is refused in HOST's name", async () => {
    const claim = { variable: 'PORT', host: '203.0.113.9', port: 45_871 };
    await expect(requireFreePorts([claim])).rejects.toThrow("HOST is 203.0.113.9, which isn't an address");
  });
});
