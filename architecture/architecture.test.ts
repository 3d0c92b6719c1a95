import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportedUseCases } from '@/lib/server/testing/use-cases';
import { mayImport, roomOf } from './rooms';
import {
  codeOf,
  files,
  filesWith,
  type Import,
  inTests,
  ownImportsOf,
  packagesOf,
  product,
  productCode,
  root,
  sources,
  tests,
  textOf,
} from './source-files';

// The rules of the house that a reader of one file can't see. Each test lists what breaks its rule.

function crossesInto(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to }) => {
      const [here, there] = [roomOf(from), roomOf(to)];
      return here !== there && here in mayImport && !allows(here, there);
    })
    .map(({ from, to }) => `${from} -> ${to}`);
}

/** `lib` in a rule means every room that browser and server share. */
function allows(here: string, there: string): boolean {
  const allowed = mayImport[here] ?? [];
  return allowed.includes(there) || (there.startsWith('lib/') && allowed.includes('lib'));
}

describe('imports', () => {
  const all = sources.filter((file) => !inTests(file)).flatMap(ownImportsOf);
  const emulator = sources.filter((file) => file.startsWith('emulator/') && !inTests(file));

  it('are found where there are some, and lead to files that exist', () => {
    expect(all.length).toBeGreaterThan(300);
    const lost = all.filter(
      ({ to }) => !files.includes(to) && !/[$*]/.test(to) && !existsSync(path.join(root, to)),
    );
    expect(lost).toEqual([]);
  });

  it('go only where the house allows them', () => {
    expect(crossesInto(all)).toEqual([]);
  });

  it('of a room that has no rule yet are not allowed', () => {
    const rooms = new Set([...productCode, ...emulator].map(roomOf));
    expect([...rooms].filter((room) => !(room in mayImport))).toEqual([]);
  });

  it('never lead from the product into its tests', () => {
    expect(all.filter(({ from, to }) => !from.startsWith('e2e/') && inTests(to))).toEqual([]);
  });

  it('run in no circle, neither from file to file nor from room to room', () => {
    const code = [...productCode, ...emulator];
    const graph = new Map(code.map((file) => [file, ownImportsOf(file).map(({ to }) => to)]));
    expect(findCircle(graph)).toBeNull();
    const rooms = new Map<string, string[]>();
    for (const { from, to } of code.flatMap(ownImportsOf)) {
      const [here, there] = [roomOf(from), roomOf(to)];
      if (here !== there) rooms.set(here, [...(rooms.get(here) ?? []), there]);
    }
    expect(findCircle(rooms)).toBeNull();
  });

  it('that a rule allows are made somewhere', () => {
    const made = new Set(all.map(({ from, to }) => `${roomOf(from)} -> ${roomOf(to)}`));
    const allowed = Object.entries(mayImport).flatMap(([room, others]) =>
      others.filter((other) => other !== 'lib').map((other) => `${room} -> ${other}`),
    );
    expect(allowed.filter((line) => !made.has(line))).toEqual([]);
  });

  it('bring neither React nor Node nor a package into what browser and server share', () => {
    const shared = productCode.filter((file) => roomOf(file).startsWith('lib/'));
    const brought = shared.flatMap((file) => packagesOf(file).map((name) => `${file} -> ${name}`));
    const allowed = [
      'lib/routes.ts -> next',
      'lib/integrations/schema.ts -> zod/mini',
      'lib/instances/instance-draft.ts -> zod/mini',
    ];
    expect(brought.filter((line) => !allowed.includes(line))).toEqual([]);
    expect(textOf('lib/routes.ts')).toContain("import type { Route } from 'next';");
  });

  it('bring into the emulator Node and its own libraries only', () => {
    const foreign = emulator
      .filter((file) => file !== 'emulator/test-emulator.ts')
      .flatMap((file) => packagesOf(file).map((name) => `${file} -> ${name}`))
      .filter((line) => !/ -> (node:|hono$|hono\/|@hono\/node-server|zod$)/.test(line));
    expect(foreign).toEqual([]);
  });

  it('of a test reach the emulator’s inside from nowhere but the emulator', () => {
    const doors = ['emulator/control.ts', 'emulator/server.ts', 'emulator/seeds.ts'];
    const through = [...tests, ...files.filter((file) => file.startsWith('lib/server/testing/'))]
      .filter((file) => !file.startsWith('emulator/'))
      .flatMap(ownImportsOf)
      .filter(({ to }) => to.startsWith('emulator/') && !doors.includes(to));
    expect(through).toEqual([]);
  });
});

describe('secrets and settings', () => {
  it('are revealed only where they are sealed, mapped, sent or judged', () => {
    const allowed =
      /^lib\/server\/((auth\/two-factor|codat|codat-mapping|outbox|providers|vault)\/|settings\/lint-submitted-keys\.ts$)/;
    expect(filesWith(/\.reveal\s*\(|\.reveal\b(?!\w)/).filter((file) => !allowed.test(file))).toEqual([]);
  });

  it('are read from the environment in one file', () => {
    const readers = filesWith(/process\s*\.\s*env|process\[|from 'node:process'/);
    expect(readers.sort()).toEqual(['instrumentation.ts', 'lib/server/env.ts']);
    expect(codeOf('instrumentation.ts').match(/process\.env\S*/g)).toEqual(['process.env.NEXT_RUNTIME']);
  });

  it('can’t be bundled for a browser: every file of the server says so in its first line', () => {
    const unmarked = productCode.filter(
      (file) => file.startsWith('lib/server/') && !textOf(file).startsWith("import 'server-only';\n"),
    );
    expect(unmarked).toEqual([]);
  });
});

describe('use-cases', () => {
  it('are each built by a guard', async () => {
    const unguarded = [...(await exportedUseCases())].filter(([, { guard }]) => guard === undefined);
    expect(unguarded.map(([name]) => name)).toEqual([]);
  });

  it('that ask for no session are these, each for its reason', async () => {
    const open = [...(await exportedUseCases())].flatMap(([name, { guard }]) =>
      guard && guard.by !== 'viewer' ? [`${guard.by}: ${name} (${guard.reason})`] : [],
    );
    expect(open.sort()).toEqual([
      'public: acceptInvitation (join)',
      'public: beginOidcSignIn (oidc-sign-in)',
      'public: beginSignIn (sign-in-begin)',
      'public: checkHealth (health)',
      'public: chooseLanguage (language)',
      'public: chooseTheme (theme)',
      'public: finishSignIn (sign-in-code)',
      'public: isCodeAwaited (sign-in-awaits-code)',
      'public: readInvitation (invitation)',
      'public: readPasswordLink (password-link)',
      'public: readSignInMethods (sign-in-methods)',
      'public: receiveWebhook (webhooks)',
      'public: requestPasswordLink (forgotten-password)',
      'public: returnFromIssuer (oidc-return)',
      'public: setNewPassword (new-password)',
      'public: signIn (sign-in)',
      'system: addUser (user-add)',
      'system: planJobs (plan-jobs)',
      'system: prepareInstallation (prepare)',
      'system: reconcileOperations (reconciling)',
      'system: recordRefusals (refusals)',
      'system: resetTwoFactorByCommand (user-two-factor-reset)',
      'system: rotateVault (vault-rotate)',
      'system: runJobs (run-jobs)',
      'system: startServer (start)',
      'system: switchPasswordsOn (passwords-on)',
      'system: verifyActivity (activity-verify)',
      'system: verifyActivityExport (activity-verify-export)',
      'system: verifyAnchoredActivity (activity-verify-anchored)',
    ]);
  });

  it('that a user may call before a required second factor is set up are these', async () => {
    const open = [...(await exportedUseCases())].flatMap(([name, { guard }]) =>
      guard?.by === 'viewer' && guard.isForSetUp ? [name] : [],
    );
    expect(open.sort()).toEqual([
      ...['beginProof', 'beginTwoFactor', 'confirmTwoFactor', 'proveFreshSignIn', 'readFreshSignIn'],
      ...['readTwoFactor', 'signOut'],
    ]);
  });

  it('begin a session in these files alone, each behind every proof that the account asks for', () => {
    const beginning = /\b(beginSession|completeSignIn|startSession)\(/;
    expect(
      filesWith(beginning, productCode)
        .filter((file) => !inTests(file))
        .sort(),
    ).toEqual([
      'lib/server/auth/complete-sign-in.ts',
      'lib/server/auth/sessions/begin-session.ts',
      'lib/server/auth/sessions/sessions.ts',
      'lib/server/use-cases/oidc/finish.ts',
      'lib/server/use-cases/two-factor/finish-sign-in.ts',
      'lib/server/use-cases/users/accept-invitation.ts',
      'lib/server/use-cases/users/sign-in.ts',
    ]);
  });

  it('for the system are out of the reach of every request', async () => {
    const system = [...(await exportedUseCases())].flatMap(([name, { guard }]) =>
      guard?.by === 'system' ? [name] : [],
    );
    const named = new RegExp(`\\b(${system.join('|')})\\b`);
    expect(
      filesWith(
        named,
        productCode.filter((file) => /^(app|components)\/|^proxy/.test(file)),
      ),
    ).toEqual([]);
  });
});

describe('server actions', () => {
  const actions = productCode.filter((file) => path.basename(file) === 'actions.ts');
  const exported = actions.flatMap((file) =>
    codeOf(file)
      .split(/^export async function /m)
      .slice(1)
      .map((text) => ({ file, name: /^\w*/.exec(text)?.[0] ?? '', text })),
  );

  it('stand in files named actions.ts, and nothing else is exported there', () => {
    expect(filesWith(/^['"]use server['"]/m).sort()).toEqual([...actions].sort());
    expect(filesWith(/^export (?!async function \w+Action\b)/m, actions)).toEqual([]);
    expect(exported.length).toBeGreaterThan(5);
  });

  it('are each a doorway to one use-case', () => {
    const wide = exported.filter(({ text }) => (text.match(/\brespond\(/g) ?? []).length !== 1);
    expect(wide.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
    const trusting = exported.filter(({ text }) => !/respond\(\(\) =>\s*\w+\.untrusted\(/.test(text));
    expect(trusting.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
  });

  it('take what a stranger sent for unknown', () => {
    const trusting = exported.filter(({ text }) => {
      const parameters = /^\w+\(([^)]*)\)/.exec(text.replace(/\s+/g, ' '))?.[1] ?? '';
      return parameters
        .split(/,\s*(?=\w+\??:)/)
        .filter((parameter) => parameter.trim() !== '')
        .some((parameter) => !parameter.trim().startsWith('_') && !/: unknown,?\s*$/.test(parameter));
    });
    expect(trusting.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
  });
});

describe('the tree', () => {
  const ours = sources.filter((file) => !/^(scripts|bench)\//.test(file));

  it('has no drawers', () => {
    const drawers = /(^|[/.-])(utils?|helpers?|misc|common|shared|managers?|services?|types)(\.|\/|$)/;
    expect(ours.filter((file) => drawers.test(file))).toEqual([]);
  });

  it('has no barrels', () => {
    expect(sources.filter((file) => /(^|\/)index\.\w+$/.test(file))).toEqual([]);
    // The one list that is made of lines of others, so that an integration takes a single line of it.
    const barrels = filesWith(/^export (\*|type \{[^}]*\}|\{[^}]*\}) from/m, ours);
    expect(barrels).toEqual(['lib/integrations/every-integration.ts']);
  });

  it('names its files in kebab-case', () => {
    const named = product.filter((file) => !file.startsWith('app/')).map((file) => path.basename(file));
    expect(named.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(name))).toEqual([]);
  });

  it('has default exports only where Next or a tool asks for one', () => {
    const asked = /^app\/|\.config\.(ts|js|mjs)$|^lib\/server\/i18n\/request\.ts$|\.d\.ts$/;
    const exporting = filesWith(/^export default|\bas default\b.*\}/m, ours);
    expect(exporting.filter((file) => !asked.test(file))).toEqual([]);
  });

  it('writes its addresses in one file', () => {
    // Next's own types name the route of a page or a layout, and are checked by Next.
    const address =
      /(?<!Props<|Context<)['"`]\/(settings|sign-in|companies|api\/|\$\{[^}]*\}\/(settings|companies))/;
    const allowed = ['lib/routes.ts', 'proxy.ts'];
    expect(filesWith(address).filter((file) => !allowed.includes(file))).toEqual([]);
  });

  it('spreads no object that is written on the spot', () => {
    expect(filesWith(/\.{3}\(?\s*\{/, sources)).toEqual([]);
  });

  it('has one type for the outcome of a request', () => {
    expect(filesWith(/\btype Outcome\b.*=/)).toEqual(['lib/result.ts']);
    expect(filesWith(/\bok: (null|true|false)\b/)).toEqual([]);
  });

  it('has no folder with more than some twenty files', () => {
    const counts = new Map<string, number>();
    for (const file of sources) counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([folder, count]) => folder !== '.' && count > 24)).toEqual([]);
  });

  it('has no file too long to be read at one sitting', () => {
    const readable = files.filter((file) => /\.(tsx?|mjs|js|json|css|md)$/.test(file));
    const long = readable.filter((file) => textOf(file).split('\n').length > 351);
    expect(long).toEqual(['package-lock.json']);
  });
});

/** The first circle found, in the order of its imports. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | null => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...trail, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  return [...graph.keys()].reduce<string[] | null>((found, file) => found ?? visit(file, []), null);
}
