import { verifyActivity } from '@/lib/server/use-cases/verify-activity';
import { runCommand } from '../launch/run-use-case';

await runCommand(async () => {
  const verdicts = await verifyActivity();
  const broken = verdicts.filter((verdict) => verdict.brokenAt !== null);
  if (broken.length > 0) {
    throw new Error(
      broken
        .map(({ chain, brokenAt }) => `Chain ${chain} does not hold: row ${brokenAt} is wrong or missing.`)
        .join('\n'),
    );
  }
  return verdicts.map(({ chain, rows }) => `Chain ${chain} holds: ${rows} rows.`);
});
