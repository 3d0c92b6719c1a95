import { describe, expect, it } from 'vitest';
import { findFreeMark, type instanceColours, type instanceShapes, toApiAddress } from './instance';
import { type DraftRules, type InstanceDraft, instanceDraft } from './instance-draft';
import { reservedSlugs } from './reserved-slugs';

const typed: InstanceDraft = {
  name: 'Production',
  slug: 'production',
  colour: 'red',
  shape: 'star',
  kind: 'live',
  credentialTests: false,
  apiUrl: 'https://api.codat.io',
  apiKey: 'a-key',
};
const added: DraftRules = { hasKey: false, storedUrl: null, allowsLoopback: false };
const edited: DraftRules = { hasKey: true, storedUrl: 'https://api.codat.io', allowsLoopback: false };

function problemsIn(changes: Partial<Record<keyof InstanceDraft, unknown>>, rules = added): string[] {
  const parsed = instanceDraft(rules).safeParse({ ...typed, ...changes });
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
}

type Refused = readonly [Partial<InstanceDraft>, string];
const each = (field: 'slug' | 'apiUrl', values: readonly string[], problem: string): Refused[] =>
  values.map((value) => [{ [field]: value }, `${field} ${problem}`]);

const refused: readonly Refused[] = [
  [{ name: ' ' }, 'name required'],
  [{ name: 'n'.repeat(61) }, 'name too-long'],
  [{ name: 'Pro\u202eduction' }, 'name characters'],
  [{ name: 'Pro\nduction' }, 'name characters'],
  [{ slug: '' }, 'slug required'],
  [{ slug: 's'.repeat(61) }, 'slug too-long'],
  ...each(
    'slug',
    ['Production', 'pro duction', '-a', 'a-', 'a.b', 'a/b', 'é', '..', '%2e'],
    'slug-characters',
  ),
  [{ apiUrl: '' }, 'apiUrl required'],
  [{ apiUrl: `https://${'a'.repeat(200)}.example` }, 'apiUrl too-long'],
  ...each(
    'apiUrl',
    [
      ...['api.codat.io', 'ftp://api.codat.io', 'https://', 'https://a@b.example', 'https://b.example?a=b'],
      ...['https://b.example#c', 'https://b.example?', 'javascript:alert(1)', 'https:\\\\b.example'],
    ],
    'address',
  ),
  ...each(
    'apiUrl',
    ['http://api.codat.io', 'http://localhost:4000', 'https://127.0.0.1', 'http://[::1]:1'],
    'not-https',
  ),
  [{ apiKey: '' }, 'apiKey required'],
  [{ apiKey: 'k'.repeat(501) }, 'apiKey too-long'],
  [{ apiKey: 'Basic YS1rZXk=' }, 'apiKey key-header'],
  [{ apiKey: 'a key' }, 'apiKey key-characters'],
  [{ apiKey: 'clé' }, 'apiKey key-characters'],
];

describe('what is typed of an instance', () => {
  it('is taken without the space around it', () => {
    const draft = { ...typed, name: '  Production ', slug: ' production', apiKey: ' a-key\n' };
    expect(instanceDraft(added).parse(draft)).toEqual(typed);
  });

  it.each(refused)('is refused: %j', (changes, problem) => expect(problemsIn(changes)).toEqual([problem]));

  it.each([...reservedSlugs].filter((slug) => /^[a-z0-9-]+$/.test(slug)))(
    'may not take the address %s, which is a place of the portal',
    (slug) => expect(problemsIn({ slug })).toEqual(['slug slug-reserved']),
  );

  it.each(['a', 'uat', 'uat-2', '2', 'a--b', 's'.repeat(60)])('may take the address %s', (slug) =>
    expect(problemsIn({ slug })).toEqual([]),
  );

  it('may be at a loopback address only where the emulator is allowed', () => {
    const apiUrl = 'http://127.0.0.1:4000';
    expect(problemsIn({ apiUrl }, { ...added, allowsLoopback: true })).toEqual([]);
    expect(problemsIn({ apiUrl: 'http://10.0.0.1' }, { ...added, allowsLoopback: true })).toEqual([
      'apiUrl not-https',
    ]);
  });

  it('keeps the stored key for the stored address alone', () => {
    expect(problemsIn({ apiKey: '' }, edited)).toEqual([]);
    expect(problemsIn({ apiKey: '', apiUrl: 'https://API.codat.io/' }, edited)).toEqual([]);
    for (const apiUrl of [
      'https://api.codat.io.evil.example',
      'https://api.codat.io/x',
      'https://api.codat.io:8443',
    ]) {
      expect(problemsIn({ apiKey: '', apiUrl }, edited)).toEqual(['apiKey key-needed']);
      expect(problemsIn({ apiUrl }, edited)).toEqual([]);
    }
  });

  it('has these parts and no others', () => {
    expect(problemsIn({ colour: 'pink' })).toHaveLength(1);
    expect(problemsIn({ shape: 'heart' })).toHaveLength(1);
    expect(instanceDraft(added).safeParse({ ...typed, id: 'x' }).success).toBe(false);
  });
});

describe('an API address', () => {
  it.each([
    ['https://API.Codat.io/', 'https://api.codat.io'],
    [' https://codat.example/api// ', 'https://codat.example/api'],
    ['https://codat.example:443', 'https://codat.example'],
  ])('is stored in one form: %s', (address, stored) => expect(toApiAddress(address)).toBe(stored));
});

describe('marks', () => {
  it('are all different until none is free', () => {
    const taken: { colour: (typeof instanceColours)[number]; shape: (typeof instanceShapes)[number] }[] = [];
    for (let mark = findFreeMark(taken); mark; mark = findFreeMark(taken)) taken.push(mark);
    expect(new Set(taken.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(36);
    // The first six differ in both.
    expect(new Set(taken.slice(0, 6).map(({ colour }) => colour)).size).toBe(6);
    expect(new Set(taken.slice(0, 6).map(({ shape }) => shape)).size).toBe(6);
  });
});
