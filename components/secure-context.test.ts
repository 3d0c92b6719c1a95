import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

/** A browser has none of these on plain http, where a portal may run in a trusted network. */
const secureOnly =
  /\bcrypto\s*\.\s*(randomUUID|subtle)\b|\bnavigator\s*\.\s*(clipboard|share|serviceWorker|locks)\b/;

it('the browser is asked for what only a secure context has in one file, which has a way without it', () => {
  const inBrowser = ['components', 'lib']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && !file.startsWith('lib/server/'));
  expect(inBrowser.length).toBeGreaterThan(100);
  const asking = inBrowser.filter((file) =>
    secureOnly.test(readFileSync(path.join(root, file), 'utf8').replace(/\/\*\*.*?\*\//gs, '')),
  );
  expect(asking).toEqual(['components/ui/copy/use-copy.ts']);
});
