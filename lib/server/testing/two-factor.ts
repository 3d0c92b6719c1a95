import { type Role, roles } from '@/lib/access/permissions';
import { findViewer } from '../auth/guard';
import type { Viewer } from '../auth/sessions/sessions';
import { giveTicketCookie } from '../auth/two-factor/ticket-cookie';
import { codeAt, fromBase32 } from '../auth/two-factor/totp';
import { database, engine } from '../db/database';
import { AppError } from '../errors';
import { beginTwoFactor, confirmTwoFactor, readTwoFactor } from '../use-cases/two-factor/own-two-factor';
import { beginSignIn } from '../use-cases/users/sign-in';
import { emailOf } from './names';
import { Browser } from './next-headers';
import { addPerson, password, personId } from './people';

// A person with an authenticator app, and the rows of the access matrix about two-factor sign-in.

export type AuthenticatorApp = {
  /** The code of the present step, or of one before or after it, by the database's clock. */
  code(shift?: number): Promise<string>;
  readonly key: string;
  readonly recoveryCodes: readonly string[];
};

export async function databaseNow(): Promise<number> {
  const { now } = await database().selectNoFrom(engine().now.as('now')).executeTakeFirstOrThrow();
  return now;
}

export async function codeOfKey(key: string, shift = 0): Promise<string> {
  return codeAt(fromBase32(key), Math.floor((await databaseNow()) / 30_000) + shift);
}

/** Takes the key from what the person is shown. */
export async function beginSetUp(person: Browser): Promise<string> {
  await person.does(() => beginTwoFactor());
  const { setUp } = await person.does(() => readTwoFactor());
  return setUp?.groups.join('') ?? '';
}

/** Switches two-factor sign-in on, and lets the code that did it be long ago. */
export async function switchOn(person: Browser): Promise<AuthenticatorApp> {
  const key = await beginSetUp(person);
  const code = await codeOfKey(key);
  const { codes } = await person.does(() => confirmTwoFactor({ code }));
  await forgetSteps();
  return { code: (shift) => codeOfKey(key, shift), key, recoveryCodes: codes };
}

/** Lets the codes that were accepted so far be of another day. */
export async function forgetSteps(): Promise<void> {
  await database().updateTable('second_factors').set({ last_step: 0 }).execute();
}

/** Returns the code of the error that it ends with, or `done`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'done';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

/** Returns null for a browser without a session. */
export function viewerIn(browser: Browser): Promise<Viewer | null> {
  return browser.does(() => findViewer());
}

/** Gives the right password, as the form does. The browser keeps the ticket. */
export async function givePasswordOf(role: Role, browser = new Browser()): Promise<Browser> {
  await browser.does(async () => {
    const { ticket } = await beginSignIn({ email: emailOf(role), password });
    if (ticket === null) throw new Error('no code was asked for');
    await giveTicketCookie(ticket);
  });
  return browser;
}

const everyone: readonly Role[] = roles;
const administrators: readonly Role[] = ['Administrator'];
const first = { code: '' };
const recovery = { code: '' };

export const whoMayOnTwoFactor = {
  readTwoFactor: { who: everyone },
  beginTwoFactor: { who: everyone },
  confirmTwoFactor: {
    who: everyone,
    input: first,
    async given(_role: Role, person: Browser) {
      first.code = await codeOfKey(await beginSetUp(person));
    },
  },
  renewRecoveryCodes: {
    who: everyone,
    async given(_role: Role, person: Browser) {
      await switchOn(person);
    },
  },
  switchTwoFactorOff: {
    who: everyone,
    input: recovery,
    async given(_role: Role, person: Browser) {
      recovery.code = (await switchOn(person)).recoveryCodes[0] ?? '';
    },
  },
  readTwoFactorRoles: { who: administrators },
  changeTwoFactorRole: { who: administrators, input: { role: 'Analyst', to: 'required' } },
  resetTwoFactor: { who: administrators, input: { user: personId }, given: addPerson },
} as const;
