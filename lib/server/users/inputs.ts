import 'server-only';

import { z } from 'zod';
import { roles } from '@/lib/access/permissions';
import { longestPassword } from '@/lib/users/password-rules';

// Inputs about users. The names of the fields are those of the forms, so that an error can be tied to one.

export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const personsRole = z.enum(roles);
/** The log shows it before the address, so it may hold no other address, nor signs that turn the direction of a text. */
const plainName = /^[^\p{Cc}\p{Zl}\p{Zp}<>@\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;
export const personsName = z.string().trim().min(1).max(80).regex(plainName);
export const linkToken = z.string().regex(/^[\w-]{1,100}$/);
/** A code of an authenticator app, or a recovery code, with the spaces and hyphens that were typed. */
export const typedCode = z.string().trim().min(1).max(64);
/** Only bounded here: the rules of passwords say in words why one is too weak. */
export const newPassword = z.string().max(4 * longestPassword);
