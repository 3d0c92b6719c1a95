import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import type { Messages } from 'next-intl';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { providerNotices } from '@/lib/integrations/provider-notices';
import { registry } from '@/lib/integrations/registry';
import { errorStatus } from '@/lib/result';
import { messages as en } from './en';
import { messages as fr } from './fr';

type Tree = { readonly [key: string]: string | Tree };

const english = messagesOf(en);
const french = messagesOf(fr);

function messagesOf(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...messagesOf(value, `${path}${key}.`)],
    ),
  );
}

/** Each argument with its kind, and for a choice the options that a reader must have a text for. */
function placeholders(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    const own = `${TYPE[element.type]} ${element.value}`;
    if (element.type === TYPE.tag) return [own, ...placeholders(element.children)];
    if (element.type !== TYPE.select && element.type !== TYPE.plural) return [own];
    const options = Object.entries(element.options);
    const names = element.type === TYPE.select ? options.map(([name]) => name).sort() : [];
    return [`${own} ${names.join('|')}`, ...options.flatMap(([, option]) => placeholders(option.value))];
  });
}

function uniquePlaceholders(message: string): string[] {
  return [...new Set(placeholders(parse(message)))].sort();
}

it('are known to the type check, which so refuses a key that is not there', () => {
  expectTypeOf<Messages>().toEqualTypeOf<typeof en>();
});

it('are the same ones in both languages', () => {
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
});

describe.each([
  ['English', english],
  ['French', french],
])('in %s', (_, messages) => {
  it('every message can be read, says something, and is set with care', () => {
    for (const [key, message] of messages) {
      expect(() => parse(message), key).not.toThrow();
      expect(message.trim(), key).toBe(message);
      expect(message, key).not.toBe('');
      // Straight quotes and three dots are the marks of an unedited text.
      expect(message, key).not.toMatch(/['"]|\.\.\./);
      // HTML has no place in a text; what a reader may click is an element of its own.
      expect(message, key).not.toMatch(/<[a-z/]/i);
    }
  });

  it('there is a sentence for every code of an error, and for no other', () => {
    const codes = [...messages.keys()].filter((key) => key.startsWith('errors.')).map((key) => key.slice(7));
    expect(codes.sort()).toEqual(Object.keys(errorStatus).sort());
  });
});

it('hold the same values in both languages', () => {
  for (const [key, message] of english) {
    expect(uniquePlaceholders(french.get(key) ?? ''), key).toEqual(uniquePlaceholders(message));
  }
});

describe('French', () => {
  const words = [
    ...registry.flatMap(({ name, description, fields }) =>
      [description, ...fields.flatMap(({ label, hint }) => [label, hint])].map(
        (text) => [name, text] as const,
      ),
    ),
    ...providerNotices.flatMap(({ id, title, text }) => [[id, title] as const, [id, text] as const]),
  ].flatMap(([name, text]) => (text && typeof text !== 'string' ? [[name, text.fr] as const] : []));

  it('is set as French, in the messages and in what the integrations say of themselves', () => {
    for (const [key, text] of [...french, ...words]) {
      // A no-break space before these signs, so that none begins a line; a sign within a word is another matter.
      for (const [sign] of text.matchAll(/.?[:;?!»](?=\s|$|[).])/gu)) expect(sign, key).toMatch(/^\u00a0/);
      for (const [sign] of text.matchAll(/«./gu)) expect(sign, key).toBe('«\u00a0');
      expect(text, key).not.toMatch(/['“”]/);
    }
  });
});
