import { createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { database } from '../db/database';
import { leaseMs } from '../jobs/jobs';
import { engines, setupInstallation } from '../testing/installation';
import { runJobs } from '../use-cases/jobs/run-jobs';
import { postMail, sealMail } from './outbox';
import { sendMail } from './smtp';

type Refusal = { readonly code: number; readonly words: string };
type MailServer = { readonly url: string; readonly letters: string[]; refuse(refusal: Refusal | null): void };

const word = 'a-word-that-lets-its-reader-in-7Fq2';
const hour = 60 * 60_000;
const running: SMTPServer[] = [];

/** A real mail server on this machine that keeps what it accepts. */
async function startMailServer(): Promise<MailServer> {
  const letters: string[] = [];
  let refusal: Refusal | null = null;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo(_address, _session, done) {
      if (!refusal) return done();
      done(Object.assign(new Error(refusal.words), { responseCode: refusal.code }));
    },
    onData(stream, _session, done) {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (part: string) => {
        text += part;
      });
      stream.on('end', () => {
        letters.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(server);
  const address = server.server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `smtp://127.0.0.1:${port}`, letters, refuse: (next) => (refusal = next) };
}

describe.each(engines)('the outbox, on %s', (engine) => {
  const portal = setupInstallation(engine);

  afterEach(async () => {
    for (const server of running.splice(0)) await new Promise<void>((resolve) => server.close(resolve));
  });

  async function mailServer(): Promise<MailServer> {
    const server = await startMailServer();
    await portal.restart({ SMTP_URL: server.url, MAIL_FROM: 'portal@lender.example' });
    return server;
  }

  async function post(worthMs = hour, recipient = 'ada@lender.example') {
    const mail = await sealMail({ recipient, subject: 'An été at the lender', text: `Open ${word} é.\n` });
    await database()
      .transaction()
      .execute((trx) => postMail(trx, mail, worthMs));
    return mail.id;
  }

  const rows = () => database().selectFrom('outbox').selectAll().execute();
  const jobs = () => database().selectFrom('jobs').selectAll().execute();
  const makeDue = () => database().updateTable('jobs').set({ due_at: 0 }).execute();

  it('delivers what a transaction wrote, and forgets its text', async () => {
    const { letters } = await mailServer();
    const id = await post();
    expect(JSON.stringify(await rows())).not.toContain(word);
    await runJobs();
    expect(letters).toHaveLength(1);
    const [letter = ''] = letters;
    expect(letter).toContain(`Message-ID: <${id}@lender.example>`);
    expect(letter).toMatch(/^To: ada@lender\.example/m);
    expect(letter).toContain(word);
    expect(await rows()).toMatchObject([{ id, sealed: null, failure: null, abandoned_at: null }]);
    expect((await rows())[0]?.delivered_at).toBeGreaterThan(0);
    expect(await jobs()).toEqual([]);
    await runJobs();
    expect(letters).toHaveLength(1);
  });

  it('sends nothing of a transaction that was rolled back', async () => {
    const { letters } = await mailServer();
    const mail = await sealMail({ recipient: 'ada@lender.example', subject: 'No', text: 'No' });
    const undone = database()
      .transaction()
      .execute(async (trx) => {
        await postMail(trx, mail, hour);
        throw new Error('rolled back');
      });
    await expect(undone).rejects.toThrow('rolled back');
    await runJobs();
    expect(letters).toEqual([]);
  });

  it('tries again after a refusal for now, and names it until it is delivered', async () => {
    const server = await mailServer();
    server.refuse({ code: 451, words: 'Greylisted, come again' });
    await post();
    await runJobs();
    expect(await rows()).toMatchObject([{ delivered_at: null, abandoned_at: null }]);
    expect((await rows())[0]?.failure).toContain('Greylisted');
    await runJobs();
    server.refuse(null);
    expect(server.letters).toEqual([]);
    await makeDue();
    await runJobs();
    expect(server.letters).toHaveLength(1);
    expect(await rows()).toMatchObject([{ failure: null, sealed: null }]);
  });

  it('gives up after a final refusal, and keeps its reason', async () => {
    const server = await mailServer();
    server.refuse({ code: 550, words: 'No such user here' });
    await post();
    await runJobs();
    const [row] = await rows();
    expect(row?.failure).toContain('No such user');
    expect(row).toMatchObject({ sealed: null, delivered_at: null });
    expect(row?.abandoned_at).toBeGreaterThan(0);
    expect(await jobs()).toEqual([]);
  });

  it.each([
    ['listens nowhere', 'smtp://127.0.0.1:9'],
    ['is beyond this machine and offers no encryption', null],
  ])('waits for a mail server that %s', async (_, url) => {
    const server = await startMailServer();
    // Spelt like this it counts as another machine.
    const foreign = server.url.replace('127.0.0.1', '127.1');
    await portal.restart({ SMTP_URL: url ?? foreign, MAIL_FROM: 'portal@lender.example' });
    await post();
    await runJobs();
    expect(server.letters).toEqual([]);
    expect(await rows()).toMatchObject([{ delivered_at: null, abandoned_at: null }]);
    expect((await rows())[0]?.failure).toBeTruthy();
    expect(await jobs()).toMatchObject([{ failures: 0, holder: null }]);
  });

  it('gives up waiting for a mail server that never comes to an end', async () => {
    const trickling = createServer((socket) => {
      const timer = setInterval(() => socket.write('220-still here\r\n'), 20);
      socket.on('close', () => clearInterval(timer)).on('error', () => {});
    });
    await new Promise<void>((resolve) => trickling.listen(0, '127.0.0.1', resolve));
    const address = trickling.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await portal.restart({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'portal@lender.example' });
    const mail = { recipient: 'ada@lender.example', subject: 'Slow', text: 'Slow' };
    await expect(sendMail('id', mail, 300)).rejects.toMatchObject({ reason: 'ETIMEDOUT', isFinal: false });
    trickling.close();
  });

  it('does not deliver what is no longer worth it', async () => {
    const server = await mailServer();
    await post(-1);
    await runJobs();
    expect(server.letters).toEqual([]);
    expect(await rows()).toMatchObject([{ sealed: null, failure: 'expired' }]);
  });

  it('delivers again under the same name what a server that died may have delivered', async () => {
    const server = await mailServer();
    const id = await post();
    const sealed = (await rows())[0]?.sealed ?? '';
    await runJobs();
    // The server ended after the mail server's answer and before its own update.
    await database().updateTable('outbox').set({ sealed, delivered_at: null }).execute();
    await database()
      .insertInto('jobs')
      .values({ name: 'deliver-message', subject: id, due_at: 0, holder: 'dead', lease_until: leaseMs })
      .execute();
    await runJobs();
    expect(server.letters).toHaveLength(2);
    for (const letter of server.letters) expect(letter).toContain(`<${id}@lender.example>`);
  });

  it('can’t be led to other headers or recipients by an address or a subject', async () => {
    const server = await mailServer();
    const mail = await sealMail({
      recipient: 'ada@lender.example',
      subject: 'Hello\r\nBcc: eve@evil.example',
      text: '.\r\nMAIL FROM:<eve@evil.example>\r\n',
    });
    await database()
      .transaction()
      .execute((trx) => postMail(trx, mail, hour));
    await runJobs();
    expect(server.letters).toHaveLength(1);
    expect(server.letters[0]).not.toMatch(/^Bcc:/m);
  });
});
