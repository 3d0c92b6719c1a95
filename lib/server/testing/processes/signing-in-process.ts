import { finishSignIn } from '../../use-cases/two-factor/finish-sign-in';
import { Browser } from '../next-headers';
import { codeOf } from '../two-factor';

// A second server at which a browser sends the code of its sign-in (child-process.ts starts it).

export type CodeOrder = { readonly cookies: readonly [string, string][]; readonly code: string };

async function signIn({ cookies, code }: CodeOrder): Promise<string> {
  const browser = new Browser();
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  return codeOf(browser.does(() => finishSignIn({ code })));
}

process.on('message', (order: CodeOrder) => {
  signIn(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ failure: String(error) }),
  );
});

process.send?.('ready');
