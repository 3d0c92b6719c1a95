import 'server-only';

import { z } from 'zod';
import { roles } from '@/lib/access/permissions';
import { longestPassword } from '@/lib/users/password-rules';

// Inputs about users. The names of the fields are those of the forms, so that an error can be tied to one.

const printable = /^\P{Cc}*$/u;

export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const personsRole = z.enum(roles);
/** Kept short enough for a list, and without signs that could pass for another line. */
export const personsName = z.string().trim().min(1).max(80).regex(printable);
export const linkToken = z.string().regex(/^[\w-]{1,100}$/);
/** Only bounded here: the rules of passwords say in words why one is too weak. */
export const newPassword = z.string().max(4 * longestPassword);
