import { recordStrangerRefusal } from '../../auth/refusals';

// A server that refuses a stranger repeatedly until it is killed (child-process.ts starts it).

let isRefusing = false;

/** Names each refusal once it is counted. */
async function refuse(address: string): Promise<void> {
  for (;;) {
    await recordStrangerRefusal(address);
    process.send?.({ answer: 'counted' });
  }
}

process.on('message', (address: string) => {
  if (isRefusing) return;
  isRefusing = true;
  refuse(address).catch((error: unknown) => process.send?.({ failure: String(error) }));
});

process.send?.('ready');
