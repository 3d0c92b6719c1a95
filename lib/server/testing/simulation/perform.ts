import { expect } from 'vitest';
import type { IntegrationView, SettingsFormView } from '@/lib/integrations/views';
import { acceptDrift } from '../../use-cases/settings/accept-drift';
import { readIntegration } from '../../use-cases/settings/read-integration';
import { instance } from '../names';
import { plaid } from '../settings-fixtures';
import { disable, enable } from '../switching';
import { decideOnCompany, decideToDelete, decideToRestore, decideToSave } from './decisions';
import {
  changeOutside,
  closeOpenOperations,
  killWhileSaving,
  look,
  reconcile,
  saveOnSecondServer,
} from './events';
import type { Faults, Step } from './steps';
import { type Answer, answerOf, type Decision, type Who, type World } from './world';

// Carries out a step, and checks the reported outcome against Codat's true state.

/** Codes for a write that was sent and had no effect at Codat. */
const withoutEffect = [
  'not-applied',
  'codat-refused',
  'codat-key-refused',
  'codat-rate-limited',
  'enablement-refused',
];
/** Codes for an outcome that is not known yet, or that a user has to decide. */
const open = ['outcome-unknown', 'not-visible-yet', 'needs-attention', 'superseded'];

const forms = new WeakMap<World, Map<Who, SettingsFormView>>();

export async function perform(world: World, step: Step): Promise<void> {
  if ('settled' in step && step.settled) await closeOpenOperations(world);
  const before = await world.map();
  const lasting = new Set(await pendingProperties(world));
  const asked = await doStep(world, step);
  await expectOnlyAskedChanges(world, step, { before, asked: new Set([...lasting, ...asked]) });
}

/** Returns the properties that may have changed at Codat; `*` means all of them. */
async function doStep(world: World, step: Step): Promise<readonly string[]> {
  const { portal } = world;
  switch (step.do) {
    case 'save': {
      const form = await formFor(world, step.who, step.oldForm);
      if (!form) return [];
      return send(world, decideToSave(world, step.who, { form, change: step.change }), step);
    }
    case 'delete':
      return send(world, decideToDelete(world, step.who), step);
    case 'restore':
      return send(world, decideToRestore(world, step.who), step);
    case 'company': {
      const decision = await decideOnCompany(world, step.who, step);
      return decision ? send(world, decision, step) : [];
    }
    case 'toggle':
      await arm(world, { method: 'PATCH', path: `/integrations/${plaid}` }, step);
      await toggle(world, step.who, step.on);
      return [];
    case 'accept':
      await answerOf(world.people[step.who].does(() => acceptDrift({ instance, key: plaid })));
      expect(await world.newWrites()).toEqual([]);
      return [];
    case 'again':
      return sendAgain(world, step.pick, step.afterSignIn);
    case 'foreign':
      return sendForeign(world, step.pick, step.how);
    case 'race':
      return race(world, step);
    case 'outside':
      await changeOutside(world, step.what, step.pick);
      return ['*'];
    case 'read-fault':
      world.isStale ||= 'stale' in step.fault;
      await portal.codat.faults([{ method: 'GET', path: step.path, times: step.times, ...step.fault }]);
      return [];
    case 'long-stale':
      world.isStaleForLong = true;
      await portal.codat.faults([{ method: 'GET', path: step.path, times: 200, stale: true }]);
      return [];
    case 'second-server':
      await saveOnSecondServer(world, step.change);
      return ['*'];
    case 'kill':
      await killWhileSaving(world, step.afterMs);
      return ['*'];
    case 'release':
      await portal.codat.release();
      return ['*'];
    case 'reconcile':
      await reconcile(world);
      return ['*'];
    case 'restart':
      await portal.restart();
      return [];
    case 'mask':
      await portal.codat.modes({ maskCredentials: step.on });
      return [];
    case 'look':
      await look(world, step.who);
      return [];
  }
}

async function send(
  world: World,
  chosen: Omit<Decision, 'write' | 'told'>,
  faults: Faults,
): Promise<readonly string[]> {
  const decision: Decision = { ...chosen, write: null, told: null };
  world.decisions.push(decision);
  await arm(world, decision.target, faults);
  const answer = await answerOf(decision.send());
  const writes = await world.newWrites();
  expect(writes.length).toBeLessThanOrEqual(1);
  decision.write = writes[0] ?? null;
  await judge(world, decision, answer);
  return decision.properties ?? ['*'];
}

async function arm(
  world: World,
  { method, path }: Decision['target'],
  { fault, reads }: Faults,
): Promise<void> {
  if (fault) await world.portal.codat.faults([{ method, path, ...fault }]);
  const read = path.replace('/connections', '');
  if (!reads) return;
  world.isStale ||= 'stale' in reads.fault;
  await world.portal.codat.faults([{ method: 'GET', path: read, times: reads.times, ...reads.fault }]);
}

/** Checks that the outcome reported to a user is true now. */
async function judge(world: World, decision: Decision, { code, value }: Answer): Promise<void> {
  decision.told = code;
  const context = `${decision.kind} told ${code}`;
  if (code === 'done') {
    const { sent = true, verified } = (value ?? {}) as { sent?: boolean; verified?: boolean };
    if (decision.write !== null) expect(await world.hasTakenEffect(decision), context).toBe(true);
    else if (decision.kind === 'company') expect.fail(`${context}, and nothing was sent`);
    else if (decision.kind === 'settings') expect(sent, context).toBe(false);
    if (sent && verified && decision.kind === 'settings') {
      expect((await world.truth()).modes.maskCredentials, context).toBe(false);
    }
    for (const [field, secret] of Object.entries(decision.secrets)) world.kept.set(field, new Set([secret]));
  } else if (open.includes(code)) {
    for (const [field, secret] of Object.entries(decision.secrets)) world.candidates(field).add(secret);
  } else if (withoutEffect.includes(code)) {
    decision.isExcused = world.isStaleForLong || (world.isStale && code !== 'not-applied');
    if (!decision.isExcused) expect(await world.hasTakenEffect(decision), context).toBe(false);
  } else expect(decision.write, context).toBeNull();
}

async function sendAgain(world: World, pick: number, afterSignIn: boolean): Promise<readonly string[]> {
  const decision = world.decisions[pick % world.decisions.length];
  if (!decision) return [];
  const known = await world.recorded(decision.id);
  const as = afterSignIn ? await world.signIn(decision.who) : undefined;
  const answer = await answerOf(decision.send(as));
  const writes = await world.newWrites();
  if (!known) {
    expect(writes.length).toBeLessThanOrEqual(1);
    decision.write = writes[0] ?? null;
    await judge(world, decision, answer);
    return decision.properties ?? ['*'];
  }
  expect(writes, `${decision.kind} sent again`).toEqual([]);
  const now = await world.recorded(decision.id);
  expectOutcomeTold(decision, answer, now?.outcome ?? null);
  return [];
}

function expectOutcomeTold({ kind }: Decision, { code }: Answer, outcome: string | null): void {
  const context = `${kind} whose outcome is ${outcome} was told ${code}`;
  // Its company or connection may be gone by now, or Codat may not answer at all.
  const unavailable = ['not-found', 'codat-unavailable', 'codat-rate-limited', 'codat-refused'].includes(
    code,
  );
  if (outcome === 'applied')
    expect(code === 'done' || (kind === 'company' && unavailable), context).toBe(true);
  else if (outcome === 'not-applied') expect(code, context).toBe('not-applied');
  else if (outcome === 'refused') expect(withoutEffect, context).toContain(code);
  else expect(['done', 'not-applied'], context).not.toContain(code);
}

async function sendForeign(
  world: World,
  pick: number,
  how: 'user' | 'draft' | 'kind' | 'subject',
): Promise<readonly string[]> {
  const decision = world.decisions[pick % world.decisions.length];
  if (!decision || !(await world.recorded(decision.id))) return [];
  const other = decision.who === 'one' ? 'other' : 'one';
  const variant = how === 'user' ? undefined : how;
  // A deletion and a restoration have no draft.
  if (variant === 'draft' && (decision.kind === 'deletion' || decision.kind === 'restore')) return [];
  const answer = await answerOf(decision.send(how === 'user' ? world.people[other] : undefined, variant));
  expect(await world.newWrites(), `${decision.kind} by another ${how}`).toEqual([]);
  expect(['done', ...withoutEffect.slice(0, 1)], `${decision.kind} by another ${how}`).not.toContain(
    answer.code,
  );
  return [];
}

async function race(
  world: World,
  { changes: [first, second], sameRequest, ...faults }: Extract<Step, { do: 'race' }>,
): Promise<readonly string[]> {
  const forms = [await formFor(world, 'one', false), await formFor(world, 'other', false)] as const;
  if (!forms[0] || !forms[1]) return [];
  const one: Decision = {
    ...decideToSave(world, 'one', { form: forms[0], change: first }),
    write: null,
    told: null,
  };
  const other: Decision = {
    ...decideToSave(world, 'other', { form: forms[1], change: second }),
    write: null,
    told: null,
  };
  const raced = sameRequest ? [one, one] : [one, other];
  world.decisions.push(...new Set(raced));
  await arm(world, one.target, faults);
  const answers = await Promise.all(raced.map((decision) => answerOf(decision.send())));
  const writes = await world.newWrites();
  // The same request gives one write. Two requests give one write, or two in sequence.
  expect(writes.length).toBeLessThanOrEqual(sameRequest ? 1 : 2);
  for (const [i, decision] of raced.entries()) {
    const { code } = answers[i] as Answer;
    decision.told = code;
    for (const [field, secret] of Object.entries(decision.secrets)) world.candidates(field).add(secret);
    // If more than one write was sent, the log doesn't show which decision each belongs to.
    if (code === 'done' && writes.length === 1) decision.write = writes[0] ?? null;
  }
  return raced.flatMap(({ properties }) => properties ?? ['*']);
}

async function toggle(world: World, who: Who, on: boolean): Promise<void> {
  const person = world.people[who];
  const before = (await world.toggles()).length;
  const told = on ? await enable(person, plaid) : await disable(person, plaid, 10_000);
  const { enabled } = await world.truth();
  const isSent = (await world.toggles()).length > before;
  // Without a write, a reading that may be stale showed this state already.
  if (!isSent) return;
  const context = `a toggle told ${told.code}`;
  if (told.code === 'enabled' || told.code === 'disabled') {
    expect(enabled[plaid] ?? false, context).toBe(told.code === 'enabled');
  } else if (withoutEffect.includes(told.code) && !world.isStaleForLong) {
    expect(enabled[plaid] ?? false, context).toBe(!on);
  }
}

async function formFor(world: World, who: Who, old: boolean): Promise<SettingsFormView | null> {
  const kept = forms.get(world) ?? new Map<Who, SettingsFormView>();
  forms.set(world, kept);
  const former = kept.get(who);
  if (old && former) return former;
  const { value } = await answerOf(world.people[who].does(() => readIntegration({ instance, key: plaid })));
  const form = (value as IntegrationView | null)?.form ?? null;
  if (form) kept.set(who, form);
  return form;
}

/** Returns the properties that writes in flight may still change. */
async function pendingProperties(world: World): Promise<string[]> {
  const properties: string[] = [];
  for (const decision of world.decisions) {
    if (decision.write === null || decision.told === 'done' || withoutEffect.includes(decision.told ?? ''))
      continue;
    if (!(await world.hasTakenEffect(decision))) properties.push(...(decision.properties ?? ['*']));
  }
  return properties;
}

async function expectOnlyAskedChanges(
  world: World,
  step: Step,
  { before, asked }: { before: Readonly<Record<string, string>>; asked: ReadonlySet<string> },
): Promise<void> {
  if (asked.has('*')) return;
  const now = await world.map();
  const changed = Object.keys({ ...before, ...now }).filter((name) => before[name] !== now[name]);
  expect(
    changed.filter((name) => !asked.has(name)),
    `changed at Codat by ${step.do}`,
  ).toEqual([]);
}
