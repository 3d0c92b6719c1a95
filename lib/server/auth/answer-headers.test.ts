import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { secureAnswers } from './answer-headers';

it('puts the security headers on an answer whose giver knows nothing of them', async () => {
  secureAnswers();
  const server = createServer((_request, response) => {
    response.writeHead(308, { location: '/x' }).end();
    server.close();
  });
  const headers = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      get({ host: '127.0.0.1', port, agent: false }, (answer) => resolve(answer.resume().headers));
    });
  });
  expect(headers).toMatchObject({
    location: '/x',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
});
