import { verifyActivity } from '@/lib/server/use-cases/activity/verify-activity';
import { verifyActivityExport } from '@/lib/server/use-cases/activity/verify-activity-export';
import { runCommand } from '../launch/run-use-case';

type Trouble = NonNullable<Awaited<ReturnType<typeof verifyActivity>>[number]['trouble']>;
type ExportTrouble = NonNullable<Awaited<ReturnType<typeof verifyActivityExport>>['trouble']>;

const fieldErrors = {
  row: 'is wrong or missing',
  end: 'is missing, or the log was moved back to before it',
  'no-head': 'and all after it can’t be judged: the head of the chain is gone',
  'no-checkpoint': 'and all after it can’t be judged: the checkpoint of all chains is gone or forged',
  'no-instance': 'can never follow: the instance of this chain is gone from the database',
  unnamed: 'should not be: no entry of the installation’s chain names an instance of this id',
} as const satisfies Record<Trouble, string>;

const fileErrors = {
  header: 'is no header of an export that this activity key made',
  row: 'was changed',
  order: 'is not the row that has to be here: a row was removed, added or moved',
  cut: 'is missing: the file was cut off',
  end: 'is the end of another export: rows were removed, added or moved',
  'after-end': 'is after the end of the export',
} as const satisfies Record<ExportTrouble['kind'], string>;

async function verifyFile(file: string): Promise<string[]> {
  const { isWhole, chains, trouble } = await verifyActivityExport({ file });
  if (trouble) {
    const row = trouble.seq === null ? '' : ` (chain ${trouble.chain}, row ${trouble.seq})`;
    throw new Error(`The export does not hold: line ${trouble.line}${row} ${fileErrors[trouble.kind]}.`);
  }
  const holding = chains.map(({ chain, rows }) =>
    isWhole ? `Chain ${chain} holds: ${rows} rows.` : `Chain ${chain}: ${rows} rows are genuine.`,
  );
  if (isWhole) return holding;
  return [...holding, 'The export was filtered: rows that it leaves out can’t be judged.'];
}

async function verifyDatabase(): Promise<string[]> {
  const verdicts = await verifyActivity();
  const broken = verdicts.flatMap(({ chain, brokenAt, trouble }) =>
    trouble === null ? [] : `Chain ${chain} does not hold: row ${brokenAt} ${fieldErrors[trouble]}.`,
  );
  if (broken.length > 0) throw new Error(broken.join('\n'));
  return verdicts.map(({ chain, rows }) => `Chain ${chain} holds: ${rows} rows.`);
}

const [file] = process.argv.slice(2);
await runCommand(() => (file ? verifyFile(file) : verifyDatabase()));
