import 'server-only';

import { cookies } from 'next/headers';
import { sessionCookie } from '../sessions/session-token';
import { ticketLifeMs } from './tickets';

function ticketCookie() {
  const { options } = sessionCookie();
  return {
    name: options.secure ? '__Host-switchboard.ticket' : 'switchboard.ticket',
    options: { ...options, maxAge: ticketLifeMs / 1000 },
  } as const;
}

export async function giveTicketCookie(ticket: string): Promise<void> {
  const { name, options } = ticketCookie();
  (await cookies()).set(name, ticket, options);
}

export async function readTicketCookie(): Promise<string | undefined> {
  return (await cookies()).get(ticketCookie().name)?.value;
}

export async function takeTicketCookie(): Promise<void> {
  const { name, options } = ticketCookie();
  (await cookies()).set(name, '', { ...options, maxAge: 0 });
}
