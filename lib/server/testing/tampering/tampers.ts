import type { ActivityRow } from '../../db/schema';
import type { Random } from './random';
import type { State } from './state';

// Every way to tamper with the log, with the place that the verifier has to name.

export type World = {
  readonly today: State;
  /** A genuine state of before the latest anchor. */
  readonly yesterday: State;
  /** The file of anchors, of today. */
  readonly anchors: readonly string[];
};

export type Tampered = {
  readonly state: State;
  readonly anchors: readonly string[];
  /** The chain, and the first row of it that is wrong or missing; null if it is the file of anchors that was tampered with. */
  readonly expected: { readonly chain: string; readonly seq: number } | null;
  /** The only verdict that is right, if there is one. */
  readonly trouble?: string;
  /**
   * An export made of it, and verified offline, names that row unless it is said here that it names the chain alone, or
   * that it holds: what was forged doesn't leave with it.
   */
  readonly inExport?: 'chain' | 'holds';
};

type Tamper = (world: World, random: Random) => Tampered;

const textColumns = [
  'actor',
  'action',
  'outcome',
  'integration_key',
  'details',
  'operation_id',
  'actor_id',
] as const;

function rowsOf(state: State, chain: string): ActivityRow[] {
  return state.activity
    .filter(({ chain_id }) => chain_id === chain)
    .sort((one, other) => one.seq - other.seq);
}

function chainsOf(state: State): string[] {
  return state.activity_chains.map(({ id }) => id).sort();
}

function endOf(state: State, chain: string): number {
  return state.activity_chains.find(({ id }) => id === chain)?.last_seq ?? 0;
}

/** Chooses a chain that holds that many rows. */
function chooseChain(state: State, random: Random, most = 1): string {
  return random.of(chainsOf(state).filter((chain) => rowsOf(state, chain).length >= most));
}

function chooseRow(state: State, random: Random): ActivityRow {
  return random.of(rowsOf(state, chooseChain(state, random)));
}

function at({ chain_id, seq }: ActivityRow) {
  return { chain: chain_id, seq };
}

function same(one: ActivityRow, other: ActivityRow): boolean {
  return one.chain_id === other.chain_id && one.seq === other.seq;
}

function withRows(state: State, change: (rows: readonly ActivityRow[]) => readonly ActivityRow[]): State {
  return { ...state, activity: [...change(state.activity)] };
}

function edited(row: ActivityRow, random: Random): ActivityRow {
  const what = random.below(7);
  if (what === 0) return { ...row, at: row.at + random.from(1, 1_000_000) };
  if (what === 1) return { ...row, hash: random.hex() };
  if (what === 2) return { ...row, previous_hash: random.hex() };
  if (what === 3)
    return { ...row, version: random.of([0, 1, 3].filter((version) => version !== row.version)) };
  if (what === 4) return { ...row, phase: row.phase === 'event' ? 'intent' : 'event' };
  const column = random.of(textColumns);
  return { ...row, [column]: `changed ${random.hex().slice(0, 8)}` };
}

export const tampers: Readonly<Record<string, Tamper>> = {
  'a row edited': ({ today, anchors }, random) => {
    const row = chooseRow(today, random);
    const state = withRows(today, (rows) => rows.map((one) => (same(one, row) ? edited(row, random) : one)));
    return { state, anchors, expected: at(row) };
  },

  'a row inserted at the end, or in the place of one that was purged': ({ today, anchors }, random) => {
    const model = chooseRow(today, random);
    const chain = chooseChain(today, random);
    const first = rowsOf(today, chain)[0]?.seq ?? 1;
    const seq = random.below(2) === 0 ? endOf(today, chain) + 1 : random.from(0, first - 1);
    const row = { ...model, chain_id: chain, seq, operation_id: null };
    const state = withRows(today, (rows) => [...rows, row]);
    return { state, anchors, expected: { chain, seq }, inExport: 'holds' };
  },

  'a row inserted in a chain that no one has made': ({ today, anchors }, random) => {
    const chain = random.of(['', '0', 'zz-no-instance']);
    const row = { ...chooseRow(today, random), chain_id: chain, operation_id: null };
    const state = withRows(today, (rows) => [...rows, row]);
    return { state, anchors, expected: { chain, seq: 1 }, inExport: 'holds' };
  },

  'a row deleted': ({ today, anchors }, random) => {
    const row = chooseRow(today, random);
    return {
      state: withRows(today, (rows) => rows.filter((one) => !same(one, row))),
      anchors,
      expected: at(row),
    };
  },

  'two rows exchanged': ({ today, anchors }, random) => {
    const rows = rowsOf(today, chooseChain(today, random, 2));
    const one = random.from(0, rows.length - 2);
    const [first, second] = [rows[one], rows[random.from(one + 1, rows.length - 1)]];
    if (!first || !second) throw new Error('no two rows');
    const state = withRows(today, (all) =>
      all.map((row) =>
        same(row, first)
          ? { ...second, seq: first.seq }
          : same(row, second)
            ? { ...first, seq: second.seq }
            : row,
      ),
    );
    return { state, anchors, expected: at(first) };
  },

  'a row moved to another chain': ({ today, anchors }, random) => {
    const row = chooseRow(today, random);
    const other = random.of(chainsOf(today).filter((chain) => chain !== row.chain_id));
    const moved = { ...row, chain_id: other, seq: endOf(today, other) + 1 };
    const state = withRows(today, (rows) => rows.map((one) => (same(one, row) ? moved : one)));
    return { state, anchors, expected: random.below(2) === 0 ? at(row) : at(moved) };
  },

  'a beginning cut, as if more were purged than was': ({ today, anchors }, random) => {
    const rows = rowsOf(today, chooseChain(today, random, 2));
    const [first, last] = [rows[0], random.of(rows.slice(0, -1))];
    if (!first) throw new Error('no rows');
    const isGone = (row: ActivityRow) => row.chain_id === first.chain_id && row.seq <= last.seq;
    const state = withRows(today, (all) => all.filter((row) => !isGone(row)));
    return { state, anchors, expected: at(first), trouble: 'row' };
  },

  'a chain removed with its head and its instance': ({ today, anchors }, random) => {
    const { id } = random.of(today.instances);
    const isPurgeKept = random.below(2) === 0;
    const purges = today.activity_purges.filter(({ chain_id }) => chain_id === id && isPurgeKept);
    const state = {
      ...withRows(today, (rows) => rows.filter(({ chain_id }) => chain_id !== id)),
      activity_chains: today.activity_chains.filter((head) => head.id !== id),
      activity_purges: [...today.activity_purges.filter(({ chain_id }) => chain_id !== id), ...purges],
      instances: today.instances.filter((instance) => instance.id !== id),
    };
    const seq = Math.max(0, ...purges.map((purge) => purge.seq)) + 1;
    return { state, anchors, expected: { chain: id, seq }, trouble: 'no-head' };
  },

  'an older checkpoint of the heads put back': ({ today, yesterday, anchors }, random) => {
    const chain = random.of(chainsOf(yesterday).filter((one) => endOf(yesterday, one) < endOf(today, one)));
    const state = { ...today, activity_checkpoint: yesterday.activity_checkpoint };
    return { state, anchors, expected: { chain, seq: endOf(yesterday, chain) + 1 }, trouble: 'end' };
  },

  'a tail cut': ({ today, anchors }, random) => {
    const row = chooseRow(today, random);
    const state = withRows(today, (rows) =>
      rows.filter((one) => one.chain_id !== row.chain_id || one.seq < row.seq),
    );
    return { state, anchors, expected: at(row) };
  },

  'a tail cut, with the head that the chain had then': ({ today, yesterday, anchors }, random) => {
    const chain = random.of(chainsOf(yesterday).filter((one) => endOf(yesterday, one) < endOf(today, one)));
    const seq = endOf(yesterday, chain) + 1;
    const cut = withRows(today, (rows) => rows.filter((one) => one.chain_id !== chain || one.seq < seq));
    const heads = [
      ...today.activity_chains.filter(({ id }) => id !== chain),
      ...yesterday.activity_chains.filter(({ id }) => id === chain),
    ];
    const checkpoint = random.below(2) === 0 ? today : yesterday;
    const state = { ...cut, activity_chains: heads, activity_checkpoint: checkpoint.activity_checkpoint };
    // With the older checkpoint it is the others that disagree, and the anchors that name this one.
    return { state, anchors, expected: { chain, seq } };
  },

  'two chains swapped': ({ today, anchors }, random) => {
    const one = chooseChain(today, random);
    const other = random.of(
      chainsOf(today).filter((chain) => chain !== one && rowsOf(today, chain).length > 0),
    );
    const turn = (chain: string) => (chain === one ? other : chain === other ? one : chain);
    const turned = <Row extends { chain_id: string }>(rows: readonly Row[]) =>
      rows.map((row) => ({ ...row, chain_id: turn(row.chain_id) }));
    const state = {
      ...today,
      activity: turned(today.activity),
      activity_purges: random.below(2) === 0 ? turned(today.activity_purges) : today.activity_purges,
      activity_chains: today.activity_chains.map((row) => ({ ...row, id: turn(row.id) })),
    };
    const swapped = random.of([one, other]);
    const purges = state.activity_purges.filter(({ chain_id }) => chain_id === swapped).map(({ seq }) => seq);
    if (purges.length > 0 && state.activity_purges !== today.activity_purges) {
      const expected = { chain: swapped, seq: Math.min(...purges) };
      return { state, anchors, expected, trouble: 'purge', inExport: 'chain' };
    }
    const first = rowsOf(state, swapped)[0]?.seq ?? 1;
    const seq = Math.min(first, Math.max(0, ...purges) + 1);
    return { state, anchors, expected: { chain: swapped, seq }, trouble: 'row', inExport: 'chain' };
  },

  'yesterday’s database restored': ({ yesterday, today, anchors }, random) => {
    const chain = random.of(chainsOf(today).filter((one) => endOf(yesterday, one) < endOf(today, one)));
    const isPartly = random.below(2) === 0;
    const state = isPartly ? { ...yesterday, activity_anchors: today.activity_anchors } : yesterday;
    const isThere = chainsOf(yesterday).includes(chain);
    const expected = { chain, seq: endOf(yesterday, chain) + 1 };
    return isThere ? { state, anchors, expected, trouble: 'anchor-end' } : { state, anchors, expected };
  },

  'a checkpoint of a purge forged': ({ today, anchors }, random) => {
    const row = chooseRow(today, random);
    const made = {
      chain_id: row.chain_id,
      seq: row.seq,
      hash: row.hash,
      purged_at: row.at,
      instances: '{}',
      mac: random.of([random.hex(), ...today.activity_purges.map(({ mac }) => mac)]),
    };
    const rest = withRows(today, (rows) =>
      rows.filter((one) => one.chain_id !== row.chain_id || one.seq > row.seq),
    );
    const state = { ...rest, activity_purges: [...today.activity_purges, made] };
    return { state, anchors, expected: at(row), trouble: 'purge', inExport: 'chain' };
  },

  'a checkpoint of a purge edited or removed': ({ today, anchors }, random) => {
    const purge = random.of(today.activity_purges);
    const others = today.activity_purges.filter((one) => one !== purge);
    const { chain_id: chain, seq } = purge;
    const changes = [
      { purged_at: purge.purged_at + 1 },
      { hash: random.hex() },
      { mac: random.hex() },
      { instances: '{"named":["x"]}' },
      { seq: seq - 1 },
    ];
    const change = random.below(changes.length + 1);
    if (change === changes.length) {
      // The rows after it seem to begin too late; a checkpoint after it has lost the one that it covers.
      const next = others.find((one) => one.chain_id === chain && one.seq > seq);
      const before = others.find((one) => one.chain_id === chain && one.seq < seq);
      const expected = { chain, seq: next?.seq ?? (before ? before.seq + 1 : 1) };
      return { state: { ...today, activity_purges: others }, anchors, expected, inExport: 'chain' };
    }
    const made = { ...purge, ...changes[change] };
    const state = { ...today, activity_purges: [...others, made] };
    return { state, anchors, expected: { chain, seq: made.seq }, trouble: 'purge', inExport: 'chain' };
  },

  'a head edited or removed': ({ today, anchors }, random) => {
    const chain = random.of(chainsOf(today));
    const changes = [
      { last_seq: endOf(today, chain) + 1 },
      { last_hash: random.hex() },
      { head_mac: random.hex() },
    ];
    const change = changes[random.below(changes.length + 1)];
    const heads = today.activity_chains.flatMap((row) =>
      row.id !== chain ? [row] : change ? [{ ...row, ...change }] : [],
    );
    return {
      state: { ...today, activity_chains: heads },
      anchors,
      expected: { chain, seq: endOf(today, chain) + 1 },
      inExport: 'holds',
    };
  },

  'the checkpoint of the heads edited or removed': ({ today, anchors }, random) => {
    const [row] = today.activity_checkpoint;
    if (!row) throw new Error('no checkpoint');
    const changes = [[], [{ ...row, mac: random.hex() }], [{ ...row, heads: '[]' }]];
    const state = { ...today, activity_checkpoint: random.of(changes) };
    const expected = { chain: 'installation', seq: endOf(today, 'installation') + 1 };
    return { state, anchors, expected, trouble: 'no-checkpoint', inExport: 'chain' };
  },

  'an instance removed without a trace': ({ today, anchors }, random) => {
    const { id } = random.of(today.instances);
    const state = { ...today, instances: today.instances.filter((one) => one.id !== id) };
    const expected = { chain: id, seq: endOf(today, id) + 1 };
    return { state, anchors, expected, trouble: 'no-instance', inExport: 'holds' };
  },

  'the file of anchors shortened or edited': ({ today, anchors }, random) => {
    const line = random.from(1, anchors.length - 1);
    const text = anchors[line] ?? '';
    const place = random.below(text.length);
    const letter = text[place] === '7' ? '8' : '7';
    const files: (readonly string[])[] = [
      anchors.slice(0, line),
      anchors.with(line, `${text.slice(0, place)}${letter}${text.slice(place + 1)}`),
      [...anchors, anchors[random.below(anchors.length)] ?? ''],
      ...(line < anchors.length - 1
        ? [anchors.toSpliced(line, 1), anchors.with(line, anchors[line + 1] ?? '')]
        : []),
    ];
    return { state: today, anchors: random.of(files), expected: null };
  },
};
