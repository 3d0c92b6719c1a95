import 'server-only';

import { randomUUID } from 'node:crypto';
import { AppError } from './errors';

// JSON lines on standard output, for the operator. Only facts chosen by name are written; the message of an
// unexpected error is foreign text, so anything in it that could be a key is blanked first.

type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** JSON escapes those below U+0020 by itself. */
const terminalControls = /[\u007f-\u009f\u2028\u2029]/g;
const escapeControl = (control: string) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
const couldBeKey = /(?=[\w+/=.-]*\d)[\w+/=.-]{12,}/g;

export function logEvent(event: string, facts: LogFacts = {}): void {
  writeLine('info', event, facts);
}

export function logWarning(event: string, facts: LogFacts = {}): void {
  writeLine('warning', event, facts);
}

/** A command speaks to a person: its own lines are the output, and what it did stands in the activity log. */
export function logOnlyErrors(): void {
  onlyErrors = true;
}

let onlyErrors = false;

/** Returns the reference a person can quote. */
export function logUnexpected(event: string, error: unknown): string {
  const reference = randomUUID().slice(0, 8);
  writeLine('error', event, { reference, ...toFacts(error) });
  return reference;
}

export function blankKeys(text: string): string {
  return text.replace(couldBeKey, '[…]');
}

function toFacts(error: unknown): LogFacts {
  if (error instanceof AppError) return { name: error.name, code: error.code };
  if (!(error instanceof Error)) return { name: typeof error };
  return { name: error.name, message: blankKeys(error.message), frames: framesOf(error) };
}

function framesOf(error: Error): string {
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return frames
    .slice(0, 8)
    .map((line) => line.trim())
    .join(' | ');
}

function writeLine(level: 'info' | 'warning' | 'error', event: string, facts: LogFacts): void {
  if (onlyErrors && level !== 'error') return;
  const line = JSON.stringify({ time: new Date().toISOString(), level, event, ...facts });
  process.stdout.write(`${line.replace(terminalControls, escapeControl)}\n`);
}
