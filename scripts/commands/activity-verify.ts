import {
  type ActivityVerdict,
  verifyAnchoredActivity,
} from '@/lib/server/use-cases/activity/verify-activity';
import { verifyActivityExport } from '@/lib/server/use-cases/activity/verify-activity-export';
import { runCommand } from '../launch/run-use-case';

// activity-verify [export.jsonl] [--anchors anchors.jsonl]

type Chain = ActivityVerdict['chains'][number];
type Anchors = NonNullable<ActivityVerdict['anchors']>;
type ExportTrouble = NonNullable<Awaited<ReturnType<typeof verifyActivityExport>>['trouble']>;

const fieldErrors = {
  row: 'is wrong or missing',
  end: 'is missing, or the log was moved back to before it',
  'no-head': 'and all after it can’t be judged: the head of the chain is gone',
  'no-checkpoint': 'and all after it can’t be judged: the checkpoint of all chains is gone or forged',
  'no-instance': 'can never follow: the instance of this chain is gone from the database',
  unnamed: 'should not be: no entry of the installation’s chain names an instance of this id',
  purge: 'ends what was purged, and that checkpoint is forged',
  anchor: 'is another than the one that was anchored',
  'anchor-end': 'is missing: the end was cut, or the database is older than its anchors',
} as const satisfies Record<NonNullable<Chain['trouble']>, string>;

const fileErrors = {
  header: 'is no header of an export that this activity key made',
  row: 'was changed',
  order: 'is not the row that has to be here: a row was removed, added or moved',
  cut: 'is missing: the file was cut off',
  end: 'is the end of another export: rows were removed, added or moved',
  'after-end': 'is after the end of the export',
  'no-checkpoint': 'says that the checkpoint of all chains was gone or forged when it was exported',
  anchor: 'is another row than the one that was anchored',
  'anchor-end': 'is missing: the database was older than its anchors when it was exported',
} as const satisfies Record<ExportTrouble['kind'], string>;

const anchorErrors = {
  line: ({ line }) => `line ${line} was changed, or another installation made it`,
  gap: ({ line, number }) => `lines are missing before line ${line} (anchor ${number})`,
  back: ({ line, number }) =>
    `line ${line} gives number ${number} again: the database was moved back to before it`,
  short: ({ number }) =>
    `anchor ${number} and all after it are missing: the end was cut, or another server has filed them`,
  missing: () => 'the database has made anchors, and their file is not in DATA_DIR; name it by --anchors',
} as const satisfies Record<
  NonNullable<Anchors['trouble']>['kind'],
  (at: NonNullable<Anchors['trouble']>) => string
>;

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function troublesOf(anchors: Anchors | null): string[] {
  const { trouble } = anchors ?? { trouble: null };
  return trouble ? [`The anchors do not hold: ${anchorErrors[trouble.kind](trouble)}.`] : [];
}

function describeAnchors(anchors: Anchors | null): string[] {
  const { first, last } = anchors ?? { first: null, last: null };
  return first && last
    ? [`Anchors ${first.number} to ${last.number} hold, the last of ${timeOf(last.at)}.`]
    : [];
}

type Found = { readonly holding: readonly string[]; readonly broken: readonly string[] };

async function verifyFile(file: string, anchorsFile: string | undefined): Promise<Found> {
  const { isWhole, chains, trouble, anchors } = await verifyActivityExport({ file, anchors: anchorsFile });
  const row = trouble && trouble.seq !== null ? ` (chain ${trouble.chain}, row ${trouble.seq})` : '';
  const rowTrouble = trouble
    ? [`The export does not hold: line ${trouble.line}${row} ${fileErrors[trouble.kind]}.`]
    : [];
  const holding = chains.map(({ chain, rows }) =>
    isWhole ? `Chain ${chain} holds: ${rows} rows.` : `Chain ${chain}: ${rows} rows are genuine.`,
  );
  const subset = isWhole ? [] : ['The export was filtered: rows that it leaves out can’t be judged.'];
  return {
    holding: [...holding, ...subset, ...describeAnchors(anchors)],
    broken: [...troublesOf(anchors), ...rowTrouble],
  };
}

function describeChain({ chain, rows, purged, trouble, brokenAt, anchor }: Chain): string {
  if (trouble !== null) {
    const by = anchor ? ` (anchor ${anchor.number} of ${timeOf(anchor.at)})` : '';
    return `Chain ${chain} does not hold: row ${brokenAt} ${fieldErrors[trouble]}${by}.`;
  }
  return `Chain ${chain} holds: ${rows} rows${purged > 0 ? `, after ${purged} that were purged` : ''}.`;
}

async function verifyDatabase(anchorsFile: string | undefined): Promise<Found> {
  const { chains, anchors } = await verifyAnchoredActivity({ anchors: anchorsFile });
  return {
    holding: [
      ...chains.filter(({ trouble }) => trouble === null).map(describeChain),
      ...describeAnchors(anchors),
    ],
    broken: [...troublesOf(anchors), ...chains.filter(({ trouble }) => trouble !== null).map(describeChain)],
  };
}

function readArguments(given: readonly string[]): { file: string | undefined; anchors: string | undefined } {
  const at = given.indexOf('--anchors');
  if (at === -1) return { file: given[0], anchors: undefined };
  const anchors = given[at + 1];
  if (!anchors) throw new Error('Name the file of anchors after --anchors.');
  return { file: given.toSpliced(at, 2)[0], anchors };
}

await runCommand(async () => {
  const { file, anchors } = readArguments(process.argv.slice(2));
  const { holding, broken } = await (file ? verifyFile(file, anchors) : verifyDatabase(anchors));
  if (broken.length > 0) throw new Error(broken.join('\n'));
  return holding;
});
