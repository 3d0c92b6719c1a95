import { purgeActivity } from '../../use-cases/activity/purge-activity';

// A server whose job purges the activity (child-process.ts starts it), so that it can be killed while it does.

process.on('message', () => {
  purgeActivity.run('', new AbortController().signal).then(
    () => process.send?.({ answer: 'done' }),
    (error: unknown) => process.send?.({ failure: String(error) }),
  );
});

process.send?.('ready');
