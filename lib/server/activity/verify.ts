import 'server-only';

import { type Db, database, type Trx } from '../db/database';
import { type ChainHead, chainKey, firstHash, hashRow, headMac, installationChain } from './chain';
import { readCheckpoint } from './checkpoint';
import { listNamedInstances, listRemovedInstances } from './named-instances';

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
  | 'unnamed';

export type ChainVerdict = {
  readonly chain: string;
  readonly rows: number;
  /** The first row that is wrong or missing, or null if the whole chain holds. */
  readonly brokenAt: number | null;
  readonly trouble: ChainTrouble | null;
};

type Instances = {
  readonly named: ReadonlySet<string>;
  readonly present: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
};

const pageSize = 500;

/** Covers the installation, every instance ever made, and whatever other chain any row names. */
export async function verifyChains(): Promise<ChainVerdict[]> {
  const { chains, instances } = await inSnapshot(listChains);
  const verdicts: ChainVerdict[] = [];
  for (const chain of chains) verdicts.push(await verifyChain(chain, instances));
  return verdicts;
}

async function listChains(trx: Trx): Promise<{ chains: string[]; instances: Instances }> {
  const heads = await trx.selectFrom('activity_chains').select('id').execute();
  const rows = await trx.selectFrom('instances').select('id').execute();
  const named = await listNamedInstances(trx);
  const removed = await listRemovedInstances(trx);
  const present = new Set(rows.map(({ id }) => id));
  const checkpoint = await readCheckpoint(trx);
  const chains = new Set([
    installationChain,
    ...heads.map(({ id }) => id),
    ...(await listChainsOfRows(trx)),
    ...(checkpoint?.keys() ?? []),
    ...named,
    ...present,
  ]);
  return { chains: [...chains].sort(), instances: { named, present, removed } };
}

/** One step of the key for each chain; a `distinct` would read the whole log. */
async function listChainsOfRows(trx: Trx): Promise<string[]> {
  const chains: string[] = [];
  for (;;) {
    const row = await trx
      .selectFrom('activity')
      .select('chain_id')
      .where('chain_id', '>', chains.at(-1) ?? '')
      .orderBy('chain_id')
      .limit(1)
      .executeTakeFirst();
    if (!row) return chains;
    chains.push(row.chain_id);
  }
}

async function verifyChain(chain: string, instances: Instances): Promise<ChainVerdict> {
  const { end, brokenAt } = await followRows(database(), chain, { seq: 0, hash: firstHash });
  if (brokenAt !== null) return { chain, rows: end.seq, brokenAt, trouble: 'row' };
  return inSnapshot((trx) => judgeEnd(trx, { chain, from: end, instances }));
}

/** Pages by key, so that a long log is never held in memory or under one open cursor. */
async function followRows(
  db: Db | Trx,
  chain: string,
  from: ChainHead,
): Promise<{ end: ChainHead; brokenAt: number | null }> {
  const key = chainKey(chain);
  let end = from;
  for (;;) {
    const { seq } = end;
    const rows = await db
      .selectFrom('activity')
      .selectAll()
      .where('chain_id', '=', chain)
      // Rows numbered 0 or below are slipped in, and the first page must meet them.
      .$if(seq > 0, (query) => query.where('seq', '>', seq))
      .orderBy('seq')
      .limit(pageSize)
      .execute();
    for (const row of rows) {
      const fits =
        row.seq === end.seq + 1 && row.previous_hash === end.hash && row.hash === hashRow(key, row);
      if (!fits) return { end, brokenAt: Math.min(row.seq, end.seq + 1) };
      end = { seq: row.seq, hash: row.hash };
    }
    if (rows.length < pageSize) return { end, brokenAt: null };
  }
}

type Checked = {
  readonly chain: string;
  /** The last row that was found to fit. */
  readonly from: ChainHead;
  readonly instances: Instances;
};

/** Reads the latest rows together with what says where they end: a server may be writing. */
async function judgeEnd(trx: Trx, { chain, from, instances }: Checked): Promise<ChainVerdict> {
  const { end, brokenAt } = await followRows(trx, chain, from);
  const verdict = (trouble: ChainTrouble | null, at: number | null = end.seq + 1): ChainVerdict => ({
    chain,
    rows: end.seq,
    brokenAt: trouble && at,
    trouble,
  });
  if (brokenAt !== null) return verdict('row', brokenAt);

  const head = await trx.selectFrom('activity_chains').selectAll().where('id', '=', chain).executeTakeFirst();
  if (!head) return verdict('no-head');
  const checkpoint = await readCheckpoint(trx);
  const recorded = checkpoint?.get(chain);
  if (recorded && !isSame(recorded, end))
    return verdict('end', await firstApart(trx, chain, { recorded, end }));
  const isHeadGenuine =
    isSame({ seq: head.last_seq, hash: head.last_hash }, end) && head.head_mac === headMac(chain, end);
  if (!isHeadGenuine || (checkpoint && !recorded)) return verdict('end');
  if (chain === installationChain) return verdict(checkpoint ? null : 'no-checkpoint');
  const { named, present, removed } = instances;
  if (!named.has(chain)) return verdict('unnamed');
  return verdict(present.has(chain) || removed.has(chain) ? null : 'no-instance');
}

/** Rows are missing, or others have taken their numbers, or the checkpoint was moved back behind them. */
async function firstApart(
  trx: Trx,
  chain: string,
  { recorded, end }: { readonly recorded: ChainHead; readonly end: ChainHead },
): Promise<number> {
  if (recorded.seq > end.seq) return end.seq + 1;
  if (recorded.seq === 0) return 1;
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
