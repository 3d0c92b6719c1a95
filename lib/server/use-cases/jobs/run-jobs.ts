import 'server-only';

import { z } from 'zod';
import { anchorActivity } from '../../anchors/deliver-anchors';
import { forSystem } from '../../auth/guard';
import { database } from '../../db/database';
import { env } from '../../env';
import type { JobDefinition } from '../../jobs/definition';
import { scheduleJob } from '../../jobs/jobs';
import { planRecurringJobs, runDueJobs } from '../../jobs/run-jobs';
import { deliverMessage, removeOldMail } from '../../outbox/deliver-message';
import { removeOldUserLinks } from '../../users/user-links';
import { purgeActivity } from '../activity/purge-activity';
import { mailPasswordLink } from '../users/password-link';

/** Every job of Switchboard. A new one is one line here. */
const definitions: readonly JobDefinition[] = [
  deliverMessage,
  removeOldMail,
  mailPasswordLink,
  removeOldUserLinks,
  purgeActivity,
  anchorActivity,
];

export const planJobs = forSystem('plan-jobs', z.unknown(), async () => {
  await planRecurringJobs(definitions);
  // A server that was down makes the anchor that is due at once, and tries again to deliver those that wait.
  if (env().activity.anchorUrl) await scheduleJob(database(), { name: anchorActivity.name, subject: '' });
});

/** Runs each second in every server; a lease decides which server does a job. */
export const runJobs = forSystem('run-jobs', z.unknown(), () => runDueJobs(definitions));
