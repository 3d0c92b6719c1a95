import 'server-only';

import { type Db, database, type Trx } from '../db/database';
import { type Anchored, type AnchoredChain, findUnreached, noAnchors } from './anchored-heads';
import { type ChainHead, chainKey, hashRow, headMac, installationChain } from './chain';
import { readCheckpoint } from './checkpoint';
import { listNamedInstances, listRemovedInstances } from './named-instances';
import { readPurges } from './purges';

export type ChainTrouble =
  /** A row does not fit, or one is missing before it. */
  | 'row'
  /** The rows fit, but the chain ends elsewhere. */
  | 'end'
  | 'no-head'
  /** The checkpoint of all chains is missing or forged; reported with the installation's chain. */
  | 'no-checkpoint'
  /** The installation's chain names an instance that the database no longer holds, and no removal of it. */
  | 'no-instance'
  /** The installation's chain names no instance of this id. */
  | 'unnamed'
  /** The checkpoint of an end that was purged is forged. */
  | 'purge'
  /** The chain proves itself, but an anchor has recorded another row under this number. */
  | 'anchor'
  /** The chain proves itself, but an anchor has recorded it longer: its end was cut, or the database is older. */
  | 'anchor-end';

export type ChainVerdict = {
  readonly chain: string;
  readonly rows: number;
  /** How many rows were purged before the first of them. */
  readonly purged: number;
  /** The first row that is wrong or missing, or null if the whole chain holds. */
  readonly brokenAt: number | null;
  readonly trouble: ChainTrouble | null;
  /** The anchor that the chain disagrees with. */
  readonly anchor: Anchored | null;
};

type Instances = {
  readonly named: ReadonlySet<string>;
  readonly present: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
};

const pageSize = 500;

/** Covers the installation, every instance ever made, and whatever other chain any row, checkpoint or anchor names. */
export async function verifyChains(
  anchored: ReadonlyMap<string, AnchoredChain> = new Map(),
): Promise<ChainVerdict[]> {
  const { chains, instances } = await inSnapshot(listChains);
  const verdicts: ChainVerdict[] = [];
  for (const chain of [...new Set([...chains, ...anchored.keys()])].sort()) {
    verdicts.push(await verifyChain(chain, { instances, anchored: anchored.get(chain) ?? noAnchors }));
  }
  return verdicts;
}

async function listChains(trx: Trx): Promise<{ chains: string[]; instances: Instances }> {
  const heads = await trx.selectFrom('activity_chains').select('id').execute();
  const rows = await trx.selectFrom('instances').select('id').execute();
  const named = await listNamedInstances(trx);
  const removed = new Set((await listRemovedInstances(trx)).map(({ instance }) => instance));
  const present = new Set(rows.map(({ id }) => id));
  const checkpoint = await readCheckpoint(trx);
  const chains = new Set([
    installationChain,
    ...heads.map(({ id }) => id),
    ...(await listChainsOfRows(trx, 'activity')),
    ...(await listChainsOfRows(trx, 'activity_purges')),
    ...(checkpoint?.keys() ?? []),
    ...named,
    ...present,
  ]);
  return { chains: [...chains], instances: { named, present, removed } };
}

/** One step of the key for each chain; a `distinct` would read the whole log. */
async function listChainsOfRows(trx: Trx, table: 'activity' | 'activity_purges'): Promise<string[]> {
  const chains: string[] = [];
  for (;;) {
    const row = await trx
      .selectFrom(table)
      .select('chain_id')
      // An empty id is one, too.
      .$if(chains.length > 0, (query) => query.where('chain_id', '>', chains.at(-1) ?? ''))
      .orderBy('chain_id')
      .limit(1)
      .executeTakeFirst();
    if (!row) return chains;
    chains.push(row.chain_id);
  }
}

type Against = { readonly instances: Instances; readonly anchored: AnchoredChain };

async function verifyChain(chain: string, against: Against): Promise<ChainVerdict> {
  for (;;) {
    const start = await inSnapshot((trx) => readPurges(trx, chain));
    const first = start.end;
    const fail = (trouble: ChainTrouble, end: ChainHead, brokenAt: number | null) =>
      verdictOf({ chain, first, end, trouble, brokenAt });
    if (start.forgedAt !== null) return fail('purge', first, start.forgedAt);
    const followed = await followRows(database(), chain, { from: first, first, anchored: against.anchored });
    const verdict = await inSnapshot(async (trx) => {
      const { end } = await readPurges(trx, chain);
      // A server purges in the meantime: what was read has no common beginning.
      if (!isSame(end, first)) return null;
      return judgeEnd(trx, { chain, first, followed, ...against });
    });
    if (verdict) return verdict;
  }
}

type Verdict = Pick<ChainVerdict, 'chain' | 'trouble' | 'brokenAt'> & {
  readonly first: ChainHead;
  readonly end: ChainHead;
  readonly anchor?: Anchored | null;
};

function verdictOf({ chain, first, end, trouble, brokenAt, anchor = null }: Verdict): ChainVerdict {
  return { chain, rows: end.seq - first.seq, purged: first.seq, brokenAt, trouble, anchor };
}

type Followed = {
  /** The last row that was found to fit. */
  readonly end: ChainHead;
  readonly brokenAt: number | null;
  /** The anchor that has recorded another row in the place of the one that is broken. */
  readonly anchor: Anchored | null;
};

type Way = { readonly from: ChainHead; readonly first: ChainHead; readonly anchored: AnchoredChain };

/** Pages by key, so that a long log is never held in memory or under one open cursor. */
async function followRows(db: Db | Trx, chain: string, { from, first, anchored }: Way): Promise<Followed> {
  const key = chainKey(chain);
  let end = from;
  for (;;) {
    const { seq } = end;
    const rows = await db
      .selectFrom('activity')
      .selectAll()
      .where('chain_id', '=', chain)
      // Rows with earlier numbers than the first are slipped in, and the first page must meet them.
      .$if(seq > first.seq, (query) => query.where('seq', '>', seq))
      .orderBy('seq')
      .limit(pageSize)
      .execute();
    for (const row of rows) {
      const fits =
        row.seq === end.seq + 1 && row.previous_hash === end.hash && row.hash === hashRow(key, row);
      if (!fits) return { end, brokenAt: Math.min(row.seq, end.seq + 1), anchor: null };
      const anchor = anchored.get(row.seq);
      if (anchor && anchor.hash !== row.hash) return { end, brokenAt: row.seq, anchor };
      end = { seq: row.seq, hash: row.hash };
    }
    if (rows.length < pageSize) return { end, brokenAt: null, anchor: null };
  }
}

type Checked = Against & { readonly chain: string; readonly first: ChainHead; readonly followed: Followed };

/** Reads the latest rows together with what says where they end: a server may be writing. */
async function judgeEnd(trx: Trx, checked: Checked): Promise<ChainVerdict> {
  const { chain, first, instances, anchored } = checked;
  const isBroken = checked.followed.brokenAt !== null;
  const followed = isBroken
    ? checked.followed
    : await followRows(trx, chain, { from: checked.followed.end, first, anchored });
  const { end, brokenAt, anchor } = followed;
  const verdict = (trouble: ChainTrouble | null, at: number = end.seq + 1) =>
    verdictOf({ chain, first, end, trouble, brokenAt: trouble && at, anchor });
  if (brokenAt !== null) return verdict(anchor ? 'anchor' : 'row', brokenAt);

  const head = await trx.selectFrom('activity_chains').selectAll().where('id', '=', chain).executeTakeFirst();
  if (!head) return verdict('no-head');
  const checkpoint = await readCheckpoint(trx);
  const recorded = checkpoint?.get(chain);
  if (recorded && !isSame(recorded, end))
    return verdict('end', await firstApart(trx, chain, { recorded, end, first }));
  const isHeadGenuine =
    isSame({ seq: head.last_seq, hash: head.last_hash }, end) && head.head_mac === headMac(chain, end);
  if (!isHeadGenuine || (checkpoint && !recorded)) return verdict('end');
  const disagreeing = findUnreached(anchored, { first, end });
  if (disagreeing) return { ...verdict('anchor-end', disagreeing.brokenAt), anchor: disagreeing.anchor };
  if (chain === installationChain) return verdict(checkpoint ? null : 'no-checkpoint');
  const { named, present, removed } = instances;
  if (!named.has(chain)) return verdict('unnamed');
  return verdict(present.has(chain) || removed.has(chain) ? null : 'no-instance');
}

/** Rows are missing, or others have taken their numbers, or the checkpoint was moved back behind them. */
async function firstApart(
  trx: Trx,
  chain: string,
  {
    recorded,
    end,
    first,
  }: { readonly recorded: ChainHead; readonly end: ChainHead; readonly first: ChainHead },
): Promise<number> {
  if (recorded.seq > end.seq) return end.seq + 1;
  if (recorded.seq <= first.seq) return first.seq + 1;
  const { hash } = await trx
    .selectFrom('activity')
    .select('hash')
    .where('chain_id', '=', chain)
    .where('seq', '=', recorded.seq)
    .executeTakeFirstOrThrow();
  return hash === recorded.hash ? recorded.seq + 1 : recorded.seq;
}

function isSame(one: ChainHead, other: ChainHead): boolean {
  return one.seq === other.seq && one.hash === other.hash;
}

/** PostgreSQL would otherwise let each statement see what was committed since the one before. */
function inSnapshot<Result>(work: (trx: Trx) => Promise<Result>): Promise<Result> {
  return database().transaction().setIsolationLevel('repeatable read').execute(work);
}
