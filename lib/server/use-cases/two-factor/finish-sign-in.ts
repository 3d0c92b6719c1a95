import 'server-only';

import { z } from 'zod';
import { completeSignIn } from '../../auth/complete-sign-in';
import { forPublic } from '../../auth/guard';
import { requirePasswordSignIn } from '../../auth/password-sign-in';
import { findCodeHolder, passSecondStep } from '../../auth/two-factor/second-step';
import { readTicketCookie } from '../../auth/two-factor/ticket-cookie';
import { consumeTicket, findTicket } from '../../auth/two-factor/tickets';
import { AppError } from '../../errors';
import { typedCode } from '../../users/inputs';

/** Whether this browser has given a right password lately, and only the code is missing. */
export const isCodeAwaited = forPublic(
  'sign-in-awaits-code',
  z.unknown(),
  async (): Promise<boolean> => (await findTicket(await readTicketCookie())) !== null,
);

/** Signs in by the code that follows a right password. */
export const finishSignIn = forPublic('sign-in-code', z.object({ code: typedCode }), async ({ code }) => {
  await requirePasswordSignIn();
  const token = (await readTicketCookie()) ?? '';
  const ticket = await findTicket(token);
  const holder = ticket && (await findCodeHolder(ticket.email));
  if (!holder || holder.id !== ticket.userId) throw new AppError('two-factor-refused', { reason: 'signIn' });
  await passSecondStep({
    holder,
    code,
    refusedAs: 'session.sign-in-refused',
    work: (trx) => consumeTicket(trx, token),
  });
  return completeSignIn(holder, { code: true });
});
