import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { variables } from '@/lib/server/env-variables';
import { launcherVariables } from './launch/environment.mjs';
import { root } from './launch/root.mjs';

// Writes .env.example from the schema of the environment. A test compares the file with what this yields.

export type Variable = {
  readonly name: string;
  readonly preset: string | null;
  readonly description: string;
};

const lead = `# Every variable that Switchboard reads, with its default. docs/operations.md says more of each.
# Keep the filled copy outside this folder, since a build copies a .env that it finds here. For example:
#   set -a; . /etc/switchboard.env; set +a; npm start
`;

export function listVariables(): Variable[] {
  return [
    ...Object.entries<z.ZodType>(variables.shape).map(([name, schema]) => ({
      name,
      preset: presetOf(schema),
      description: requireDescription(name, schema),
    })),
    ...Object.entries(launcherVariables).map(([name, { preset, description }]) => ({
      name,
      preset: String(preset),
      description,
    })),
  ];
}

export function toEnvExample(listed: readonly Variable[]): string {
  const paragraphs = listed.map(
    ({ name, preset, description }) => `# ${description}\n# ${name}=${preset ?? ''}\n`,
  );
  return [lead, ...paragraphs].join('\n');
}

function presetOf(schema: z.ZodType): string | null {
  const preset = schema.parse(undefined);
  return preset === undefined ? null : String(preset);
}

function requireDescription(name: string, { description }: z.ZodType): string {
  if (!description) throw new Error(`${name} has no description in lib/server/env-variables.ts`);
  return description;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(path.join(root, '.env.example'), toEnvExample(listVariables()));
}
