import { describe, expect, it } from 'vitest';
import { sources, textOf } from './source-files';

// The language of the house: a comment begins with its subject or a verb, and uses the field's word for everything.

/** Openings that make a reader search for the subject. */
const opening = /^(of|by|as|what|where|whoever|whom)\b/i;

/** What not to write, and what to write instead. */
const instead: Readonly<Record<string, string>> = {
  'all the same': 'anyway',
  anew: 'again',
  beside: 'next to, with',
  besides: 'also',
  'by itself': 'on its own, automatically',
  'by way of': 'through',
  'called off': 'cancelled',
  'ever more rarely': 'with exponential backoff',
  'goes on': 'continues',
  'in vain': 'without result',
  meanwhile: 'concurrently, in the meantime',
  nobody: 'no one, no customer, no request',
  'of ours': "Switchboard's",
  'of theirs': "the provider's",
  somebody: 'another user, another process, someone',
  stands: 'is',
  tells: 'reports, returns, shows',
  told: 'reported, returned, shown',
  'under way': 'in progress, in flight',
  'what came of it': 'the outcome',
  whoever: 'the caller, a user, an administrator',
  whom: 'customers who',
};
const given = new RegExp(`\\b(${Object.keys(instead).join('|')})\\b`, 'gi');

/** Names that the vocabulary has replaced. */
const formerNames =
  /\b(carryOut|lookAt[A-Z]\w*|settleOpenOperations|requireSettled|handToPerson|postponeLook|whyAskFirst|sealReview|Shelf|spareCalls|heldBack|mostPages|callsAtOnce|postForLines|respondInLines|ErrorFacts|FieldTrouble|StartRefusal|codatOf|judgeDraft|nameOfDoubt|keptName|expectSound|untilAlive|openElsewhere|installationOn|ageOperations|atCodat)\b/;

type Comment = { readonly at: string; readonly text: string };

function commentsOf(file: string): Comment[] {
  const text = textOf(file);
  const lineAt = (index: number) => text.slice(0, index).split('\n').length;
  const found = [...text.matchAll(/\/\*\*?([\s\S]*?)\*\/|(?:^[ \t]*\/\/.*\n?)+/gm)];
  return found.map((match) => ({
    at: `${file}:${lineAt(match.index)}`,
    text: (match[1] ?? match[0])
      .replace(/^[ \t]*(?:\/\/|\*)[ \t]?/gm, '')
      .replace(/\s+/g, ' ')
      .trim(),
  }));
}

function titlesOf(file: string): Comment[] {
  const title =
    /\b(?:it|test|describe)(?:\.each\([^)]*\)|\.each\(\[[\s\S]*?\]\))?\(\s*(['`])((?:(?!\1)[^\\]|\\.)*)\1/g;
  return [...textOf(file).matchAll(title)].map((match) => ({ at: file, text: match[2] ?? '' }));
}

function wordsIn({ at, text }: Comment): string[] {
  return [...text.matchAll(given)].map(([word]) => `${at}: ${word} (write: ${instead[word.toLowerCase()]})`);
}

const read = sources.filter((file) => file !== 'architecture/vocabulary.test.ts');
const comments = read.flatMap(commentsOf);

describe('the vocabulary', () => {
  it('finds comments and test titles', () => {
    expect(comments.length).toBeGreaterThan(900);
    expect(read.flatMap(titlesOf).length).toBeGreaterThan(900);
    const text = 'Told by nobody, anew.';
    expect(wordsIn({ at: 'here', text }).map((line) => line.split(' (')[0])).toEqual([
      'here: Told',
      'here: nobody',
      'here: anew',
    ]);
  });

  it('lets a comment begin with its subject or a verb', () => {
    const found = comments.filter(({ text }) => opening.test(text));
    expect(found.map(({ at, text }) => `${at}: ${text.slice(0, 60)}`)).toEqual([]);
  });

  it('is kept by every comment', () => {
    expect(comments.flatMap(wordsIn)).toEqual([]);
  });

  it('is kept by every title of a test', () => {
    expect(read.flatMap(titlesOf).flatMap(wordsIn)).toEqual([]);
  });

  it('has taken the place of the names before it', () => {
    expect(read.filter((file) => formerNames.test(textOf(file)))).toEqual([]);
  });
});
