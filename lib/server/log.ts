import 'server-only';

import { randomUUID } from 'node:crypto';
import { AppError } from './errors';

// JSON lines on standard output, for the operator. Only facts chosen by name are written; the message of an
// unexpected error is foreign text, so anything in it that could be a key is blanked first.

type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** JSON escapes those below U+0020 on its own. */
const terminalControls = /[\u007f-\u009f\u2028\u2029]/g;
const escapeControl = (control: string) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
const couldBeKey = /(?=[\w+/=.-]*\d)[\w+/=.-]{12,}/g;
/** V8 quotes ten characters on each side of what it could not read. */
const quotedByV8 =
  /(Unexpected (?:non-whitespace character|token) ?).*?( is not valid JSON)|(Cannot convert ).*?( to a BigInt)/gs;

export function logEvent(event: string, facts: LogFacts = {}): void {
  writeLine('info', event, facts);
}

export function logWarning(event: string, facts: LogFacts = {}): void {
  writeLine('warning', event, facts);
}

/** A command speaks to a person: its own lines are the output, and the activity log records what it did. */
export function logOnlyErrors(): void {
  onlyErrors = true;
}

let onlyErrors = false;

type ProcessOutput = {
  writeLine(line: string): void;
  isLogged(values: readonly unknown[]): boolean;
};

/**
 * The hook that scripts/processes/server-process.mjs leaves for the built server. There, everything printed becomes a
 * line of JSON, and only output from here is one already. Commands, tests and the development server have no such hook.
 */
const processOutput = globalThis as typeof globalThis & { switchboardOutput?: ProcessOutput };

/** Values about to be printed are not, if they belong to a request that has a line of its own in the log. */
export function silenceOutput(isLogged: ProcessOutput['isLogged']): void {
  if (processOutput.switchboardOutput) processOutput.switchboardOutput.isLogged = isLogged;
}

/** Returns the reference a person can quote. */
export function logUnexpected(event: string, error: unknown): string {
  const reference = randomUUID().slice(0, 8);
  writeLine('error', event, { reference, ...toFacts(error) });
  return reference;
}

export function redactKeys(text: string): string {
  return text.replace(quotedByV8, '$1$3[…]$2$4').replace(couldBeKey, '[…]');
}

function toFacts(error: unknown): LogFacts {
  if (error instanceof AppError) return { name: error.name, code: error.code };
  if (!(error instanceof Error)) return { name: typeof error };
  return { name: error.name, message: redactKeys(error.message), frames: framesOf(error) };
}

function framesOf(error: Error): string {
  // A message can have lines of its own that look like frames.
  const head = `${error.name}: ${error.message}`;
  const stack = error.stack?.startsWith(head) ? error.stack.slice(head.length) : error.stack;
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return frames
    .slice(0, 8)
    .map((line) => line.trim())
    .join(' | ');
}

function writeLine(level: 'info' | 'warning' | 'error', event: string, facts: LogFacts): void {
  if (onlyErrors && level !== 'error') return;
  const line = JSON.stringify({ time: new Date().toISOString(), level, event, ...facts });
  const escaped = `${line.replace(terminalControls, escapeControl)}\n`;
  if (processOutput.switchboardOutput) processOutput.switchboardOutput.writeLine(escaped);
  else process.stdout.write(escaped);
}
