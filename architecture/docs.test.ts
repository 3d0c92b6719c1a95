import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, root, textOf } from './source-files';

const roomNotes = files.filter((file) => /^(components|lib|scripts)\/.*README\.md$/.test(file));
const documents = ['CONTRIBUTING.md', 'docs/architecture.md', ...roomNotes];

describe('the documents for developers', () => {
  it('name only files and folders that exist', () => {
    const named = documents.flatMap((document) =>
      pathsIn(textOf(document)).map((name) => ({ document, name })),
    );
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter(({ document, name }) => !exists(document, name))).toEqual([]);
  });

  it('link only to files that exist', () => {
    const links = documents.flatMap((document) =>
      [...textOf(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => ({
        document,
        link,
      })),
    );
    expect(links.length).toBeGreaterThan(5);
    const lost = links.filter(
      ({ document, link }) => !existsSync(path.join(root, path.dirname(document), link)),
    );
    expect(lost).toEqual([]);
  });
});

describe('the decisions', () => {
  it('each have a numbered title, a status, a date and the three parts, in this order', () => {
    const form =
      /^# (\d{4}): .+\n\n\*\*Status\*\*: .+\n\n\*\*Date\*\*: \d{4}-\d\d-\d\d\n\n## Context\n[\s\S]+\n## Decision\n[\s\S]+\n## Consequences\n/;
    const decisions = files.filter((file) => /^docs\/decisions\/.*\.md$/.test(file));
    expect(decisions.length).toBeGreaterThan(10);
    const formless = decisions.filter(
      (file) => form.exec(textOf(file))?.[1] !== path.basename(file).slice(0, 4),
    );
    expect(formless).toEqual([]);
  });
});

/** Paths in backticks, also those inside a command: `app/page.tsx`, `guard.ts`, `npx vitest run lib/a.test.ts`. */
function pathsIn(text: string): string[] {
  const quoted = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)];
  return quoted
    .flatMap(([, words = '']) => words.split(/\s+/))
    .filter((word) => /^[\w@.()[\]/-]+$/.test(word))
    .filter((word) => isBelowRoot(word) || /^[\w./-]+\.(tsx?|mjs|js|json|css|md)$/.test(word));
}

function isBelowRoot(word: string): boolean {
  return /^(app|architecture|bench|components|docs|e2e|emulator|lib|messages|scripts)\//.test(word);
}

/** A short name is looked up in the folder of its document. */
function exists(document: string, name: string): boolean {
  return [root, path.join(root, path.dirname(document))].some((folder) =>
    existsSync(path.join(folder, name)),
  );
}
