import type { ServerAction } from './built-app';
import type { RawRequest } from './raw-request';

// The ways in which a browser, or a client that imitates one, posts a server action.

export type Fields = Readonly<Record<string, string>>;
export type Encoding = {
  readonly name: string;
  encode(action: ServerAction, fields: Fields): Pick<RawRequest, 'headers' | 'body'>;
};

/** A script's call, where the action is given the form and nothing else. */
const formCall: Encoding = {
  name: 'Next-Action, form',
  encode: ({ id }, fields) =>
    multipart([...prefixed(fields), ['0', '["$K1"]']], { 'next-action': id, accept: 'text/x-component' }),
};

/** A script's call, where the action is given its last result and then the form. */
const stateCall: Encoding = {
  name: 'Next-Action, state and form',
  encode: ({ id }, fields) =>
    multipart([...prefixed(fields), ['0', '[null,"$K1"]']], {
      'next-action': id,
      accept: 'text/x-component',
    }),
};

const textCall: Encoding = {
  name: 'Next-Action, text',
  encode: ({ id }, fields) => ({
    headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', accept: 'text/x-component' },
    body: JSON.stringify([fields, fields]),
  }),
};

/** A form that is sent without, or before, any script. */
const plainForm: Encoding = {
  name: 'form',
  encode: ({ id }, fields) => multipart([[`$ACTION_ID_${id}`, ''], ...Object.entries(fields)]),
};

const plainStateForm: Encoding = {
  name: 'form with state',
  encode: ({ id }, fields) =>
    multipart([
      ['$ACTION_REF_1', ''],
      ['$ACTION_1:0', JSON.stringify({ id, bound: '$@1' })],
      ['$ACTION_1:1', '[null]'],
      ['$ACTION_KEY', 'k0123456789abcdef0123456789abcdef'],
      ...Object.entries(fields),
    ]),
};

/** A script's call of an action that takes no form. */
export function argumentsCall({ id }: ServerAction, args: readonly unknown[]) {
  return {
    headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', accept: 'text/x-component' },
    body: JSON.stringify(args),
  };
}

export const encodings = { formCall, stateCall, textCall, plainForm, plainStateForm };

type Part = readonly [name: string, value: string];

function prefixed(fields: Fields): Part[] {
  return Object.entries(fields).map(([name, value]) => [`_1_${name}`, value]);
}

/** In this order: what refers to other parts has to come after them. */
function multipart(parts: readonly Part[], headers: Fields = {}): Pick<RawRequest, 'headers' | 'body'> {
  const boundary = '----SwitchboardE2e';
  const written = parts.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
    body: `${written.join('')}--${boundary}--\r\n`,
  };
}
