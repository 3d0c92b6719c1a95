import { verifyActivity } from '@/lib/server/use-cases/activity/verify-activity';
import { runCommand } from '../launch/run-use-case';

type Trouble = NonNullable<Awaited<ReturnType<typeof verifyActivity>>[number]['trouble']>;

const fieldErrors = {
  row: 'is wrong or missing',
  end: 'is missing, or the log was moved back to before it',
  'no-head': 'and all after it can’t be judged: the head of the chain is gone',
  'no-checkpoint': 'and all after it can’t be judged: the checkpoint of all chains is gone or forged',
  'no-instance': 'can never follow: the instance of this chain is gone from the database',
  unnamed: 'should not be: no entry of the installation’s chain names an instance of this id',
} as const satisfies Record<Trouble, string>;

await runCommand(async () => {
  const verdicts = await verifyActivity();
  const broken = verdicts.flatMap(({ chain, brokenAt, trouble }) =>
    trouble === null ? [] : `Chain ${chain} does not hold: row ${brokenAt} ${fieldErrors[trouble]}.`,
  );
  if (broken.length > 0) throw new Error(broken.join('\n'));
  return verdicts.map(({ chain, rows }) => `Chain ${chain} holds: ${rows} rows.`);
});
