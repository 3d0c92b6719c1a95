import type { Context } from 'hono';
import type { z } from 'zod';
import { CodatError } from './codat-error';

/** The body as the schema has it, or Codat's 400 with one validation item for each thing wrong. */
export async function parseJsonBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  options: { comments?: boolean } = {},
): Promise<z.infer<Schema>> {
  const text = await c.req.text();
  return parseValue(parseJson(options.comments ? withoutComments(text) : text), schema);
}

export function parseValue<Schema extends z.ZodType>(value: unknown, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CodatError(400, 'Error processing request - not valid.', {
    validation: parsed.error.issues.map((issue) => ({
      itemId: issue.path.join('.'),
      message: issue.message,
      validatorName: issue.code,
    })),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CodatError(400, 'Error processing request - the body is not valid JSON.');
  }
}

/** Takes `//` comments away, leaving strings (and the addresses in them) alone. */
function withoutComments(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\r\n]*/g, (_, string: string | undefined) => string ?? '');
}
