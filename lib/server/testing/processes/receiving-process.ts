import { receiveWebhook } from '../../use-cases/webhooks/receive-webhook';
import { instance } from '../names';
import type { Delivery } from '../webhook-deliveries';

// A second server that receives Codat's webhooks (child-process.ts starts it).

async function receive(deliveries: readonly Delivery[]) {
  const receipts = deliveries.map(({ headers, body }) =>
    receiveWebhook({ instance, headers: new Headers(headers), body: Buffer.from(body) }),
  );
  return Promise.all(receipts);
}

process.on('message', (deliveries: readonly Delivery[]) => {
  receive(deliveries).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ failure: String(error) }),
  );
});

process.send?.('ready');
