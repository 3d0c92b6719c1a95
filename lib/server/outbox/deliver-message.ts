import 'server-only';

import type { JobDefinition } from '../jobs/definition';
import {
  abandon,
  deliveryJob,
  findWaitingMessage,
  markDelivered,
  openMail,
  recordDeliveryFailure,
  removeOldMessages,
} from './outbox';
import { DeliveryError, sendMail } from './smtp';

const firstPauseMs = 30_000;
const longestPauseMs = 60 * 60_000;

/** Delivers one message of the outbox, or ends the attempts. */
export const deliverMessage: JobDefinition = {
  name: deliveryJob,
  async run(id) {
    const message = await findWaitingMessage(id);
    if (!message) return null;
    if (message.is_expired) {
      await abandon(id, 'expired');
      return null;
    }
    try {
      await sendMail(id, await openMail(message));
      await markDelivered(id);
      return null;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      await recordDeliveryFailure(id, error.reason);
      if (!error.isFinal) return pauseMs(Date.now() - message.created_at);
      await abandon(id, error.reason);
      return null;
    }
  },
};

export const removeOldMail: JobDefinition = {
  name: 'remove-old-messages',
  everyMs: 24 * 60 * 60_000,
  async run() {
    await removeOldMessages();
    return null;
  },
};

/** Doubles the age of the message, between half a minute and an hour. */
function pauseMs(ageMs: number): number {
  return Math.min(longestPauseMs, Math.max(firstPauseMs, ageMs));
}
