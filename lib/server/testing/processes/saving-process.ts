import { setTimeout as delay } from 'node:timers/promises';
import type { SettingsFormView } from '@/lib/integrations/views';
import { giveSessionCookie } from '../../auth/sessions/session-cookie';
import { startSession } from '../../auth/sessions/sessions';
import { database } from '../../db/database';
import { emailOf } from '../names';
import { Browser } from '../next-headers';
import { type Changes, openForm, save } from '../settings-fixtures';

// A separate process in which an administrator opens the form and saves, on orders from the process that started it
// (child-process.ts). It saves once, or repeatedly until it is killed.

export type Order =
  | { readonly kind: 'open' }
  | { readonly kind: 'save'; readonly changes: Changes }
  | { readonly kind: 'go-on' };

const administrator = new Browser();
let form: SettingsFormView | undefined;

async function signIn(): Promise<void> {
  const { id } = await database()
    .selectFrom('users')
    .select('id')
    .where('email', '=', emailOf('Administrator'))
    .executeTakeFirstOrThrow();
  const token = await startSession(id);
  await administrator.does(() => giveSessionCookie(token));
}

async function obey(order: Order): Promise<unknown> {
  if (order.kind === 'open') form = await openForm(administrator);
  else if (order.kind === 'save' && form) return save(administrator, form, order.changes);
  else return goOn();
  return null;
}

/** Each save changes something at Codat and something in the vault. */
async function goOn(): Promise<void> {
  process.send?.('begun');
  for (let turn = 0; ; turn += 1) {
    const secret = `${process.pid}${turn}`.padStart(30, '0');
    const environment = turn % 2 === 0 ? 'development' : 'sandbox';
    const values = { environment, linkConfigurationName: `link ${turn}` };
    await save(administrator, await openForm(administrator), {
      values,
      secrets: { [`${environment}Secret`]: secret, productionSecret: `${secret.slice(1)}f` },
    });
    await delay(1);
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ failure: String(error) }),
  );
});

await signIn();
process.send?.('ready');
