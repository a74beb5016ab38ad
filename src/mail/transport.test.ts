import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { certificate, privateKey, untrusted } from '../../test/support/certificate.ts';
import { ofAnyGroup, offeredSuites } from '../outgoing/client-hello.fixture.ts';
import { everywhere, publicAddressesAnd } from '../outgoing/reachable.ts';
import type { SmtpSettings } from './smtp-settings.ts';
import { type Delivery, DeliveryError, type Letter, probeServer, sendLetter } from './transport.ts';

const letter: Letter = {
  to: 'dave@example.org',
  message: { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello', unknownPlaceholders: [] },
  ...{ sender: 'The school', logo: undefined, messageId: '<1@example.org>' },
};
const patient = { stepMs: 60_000, totalMs: 60_000 };
const delivery: Delivery = { timeouts: patient, name: 'id.example.org', mayReach: everywhere };

/** What a mail server says to each command; absent: what one says that takes the mail. `null`: nothing at all. */
type Manners = Readonly<Record<string, string | null>>;

/** A mail server that is as polite as it is told to be, and writes down what it hears. */
async function serve(manners: Manners = {}, extensions: readonly string[] = []) {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const usual: Manners = {
    GREETING: '220 here',
    EHLO: ['250-here', ...extensions.map((name) => `250-${name}`), '250 OK'].join('\r\n'),
    AUTH: '235 welcome',
    MAIL: '250 OK',
    RCPT: '250 OK',
    DATA: '354 go on',
    '.': '250 taken',
    QUIT: '221 bye',
  };
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    const say = (command: string) => {
      const line = command in manners ? manners[command] : (usual[command] ?? '250 OK');
      if (line) socket.write(`${line}\r\n`);
    };
    let isData = false;
    createInterface({ input: socket })
      .on('error', () => {})
      .on('line', (line) => {
        heard.push(line);
        if (isData && line !== '.') return;
        const command = line === '.' ? '.' : (line.split(' ')[0] ?? '').toUpperCase();
        isData = command === 'DATA';
        say(command);
      });
    say('GREETING');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const smtp: SmtpSettings = {
    ...{ isOperators: true, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    ...{ security: 'opportunistic', credentials: undefined },
    from: { address: 'office@example.org', name: 'Office' },
  };
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { smtp, heard, [Symbol.asyncDispose]: close };
}

const failure = async (sending: Promise<void>): Promise<DeliveryError> => {
  const error = await sending.then(
    () => assert.fail('it was sent'),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof DeliveryError, String(error));
  return error;
};

const [letterForGood, letterForNow, serverAnswered, serverSilent] = [
  { isPermanent: true, isServer: false, isAnswer: true },
  { isPermanent: false, isServer: false, isAnswer: true },
  { isPermanent: false, isServer: true, isAnswer: true },
  { isPermanent: false, isServer: true, isAnswer: false },
];
const verdictOf = ({ isPermanent, isServer, isAnswer }: DeliveryError) => ({ isPermanent, isServer, isAnswer });

describe('a letter', () => {
  it('is sent when the server has taken it, to one address and with a mark that a machine wrote it', async () => {
    await using server = await serve();
    await sendLetter(server.smtp, letter, delivery);
    assert.deepEqual(
      server.heard.filter((line) => /^(?:EHLO|MAIL|RCPT)/.test(line)),
      ['EHLO id.example.org', 'MAIL FROM:<office@example.org>', 'RCPT TO:<dave@example.org>'],
    );
    for (const line of [
      'From: Office <office@example.org>',
      'Auto-Submitted: auto-generated',
      'Message-ID: <1@example.org>',
    ]) {
      assert.ok(server.heard.includes(line), line);
    }
  });

  it('gets no further header from the name of a sender', async () => {
    await using server = await serve();
    const from = { ...server.smtp.from, name: 'Office\r\nBcc: thief@example.org' };
    await sendLetter({ ...server.smtp, from }, letter, delivery);
    assert.ok(!server.heard.some((line) => line.startsWith('Bcc:')));
    assert.equal(server.heard.filter((line) => line.startsWith('RCPT')).length, 1);
  });

  for (const [what, manners, expected] of [
    ['the recipient is refused for good', { RCPT: '550 no such mailbox' }, letterForGood],
    ['the recipient is refused for now', { RCPT: '450 come back later' }, letterForNow],
    ['the sender is refused for good', { MAIL: '553 not you' }, letterForGood],
    ['the content is refused for good', { '.': '554 looks like spam' }, letterForGood],
    ['the content is refused for now', { '.': '451 busy' }, letterForNow],
    ['the server wants nobody', { GREETING: '554 go away' }, serverSilent],
    ['the server does not know how to greet', { EHLO: '500 what', HELO: '500 what' }, serverSilent],
  ] as const) {
    it(`is judged by what the server says: ${what}`, async () => {
      await using server = await serve(manners);
      const error = await failure(sendLetter(server.smtp, letter, delivery));
      assert.deepEqual(verdictOf(error), expected, error.message);
    });
  }

  it('is not blamed when the server does not let us in', async () => {
    await using server = await serve({ AUTH: '535 wrong password' }, ['AUTH PLAIN']);
    const smtp = { ...server.smtp, credentials: { user: 'mailer', password: 'hunter2' } };
    const error = await failure(sendLetter(smtp, letter, delivery));
    assert.deepEqual(verdictOf(error), serverAnswered);
  });

  it('is never sent over an open line where encryption is asked for', async () => {
    await using server = await serve({ STARTTLS: '502 not here' }, ['AUTH PLAIN']);
    const credentials = { user: 'mailer', password: 'hunter2' };
    const error = await failure(sendLetter({ ...server.smtp, security: 'starttls', credentials }, letter, delivery));
    assert.deepEqual(verdictOf(error), serverSilent);
    assert.ok(!server.heard.some((line) => /^(?:AUTH|MAIL)/.test(line)), server.heard.join());
  });

  it('goes over a line whose keys are agreed on in a way whose cost the server does not choose', async () => {
    await using server = await serve();
    const offered = await offeredSuites((port) =>
      sendLetter({ ...server.smtp, port, security: 'tls' }, letter, delivery),
    );
    assert.deepEqual([offered.includes(0x1301), offered.filter((suite) => ofAnyGroup.includes(suite))], [true, []]);
  });

  const complaints = {
    expired: /^ESOCKET CONN: the certificate of the mail server has expired$/,
    notYetValid: /is not valid yet, or the clock of this machine is wrong$/,
    ofAnotherName: /^ESOCKET CONN: the certificate of the mail server has another name than localhost$/,
    selfSigned: /has signed .* is not trusted; NODE_EXTRA_CA_CERTS/,
  };
  for (const [kind, cert] of Object.entries({ ...untrusted, selfSigned: certificate })) {
    it(`is kept for later by a server whose certificate is ${kind}, and the reason is told`, async () => {
      const server = createTlsServer({ key: privateKey, cert })
        .on('tlsClientError', () => {})
        .listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      await using open = await serve();
      const smtp = { ...open.smtp, host: 'localhost', port, security: 'tls' } as const;
      const trusted = getCACertificates('default');
      if (kind === 'ofAnotherName') setDefaultCACertificates([...trusted, cert]);
      const error = await failure(sendLetter(smtp, letter, delivery)).finally(() => setDefaultCACertificates(trusted));
      server.close();
      assert.deepEqual(verdictOf(error), serverSilent);
      assert.match(error.message, complaints[kind as keyof typeof complaints]);
    });
  }

  it('is told to be encrypted otherwise than the server expects it', async () => {
    await using server = await serve();
    const plain = await failure(sendLetter({ ...server.smtp, security: 'tls' }, letter, delivery));
    assert.match(plain.message, /: the mail server does not encrypt from the first byte: starttls\?$/);
    await using silent = await serve({ GREETING: null });
    const hasty = { ...delivery, timeouts: { ...patient, stepMs: 50 } };
    const mute = await failure(sendLetter({ ...silent.smtp, security: 'starttls' }, letter, hasty));
    assert.match(
      mute.message,
      /^ETIMEDOUT CONN: no greeting came; a port that encrypts from the first byte, as 465, needs tls$/,
    );
  });

  it('is kept for later when nobody listens', async () => {
    const gone = await serve();
    await gone[Symbol.asyncDispose]();
    const error = await failure(sendLetter(gone.smtp, letter, delivery));
    assert.deepEqual(verdictOf(error), serverSilent);
    assert.match(error.message, /ECONNREFUSED/);
  });

  it('is kept for later when the server says nothing', async () => {
    await using server = await serve({ GREETING: null });
    const error = await failure(
      sendLetter(server.smtp, letter, { ...delivery, timeouts: { ...patient, totalMs: 50 } }),
    );
    assert.deepEqual(verdictOf(error), serverSilent);
    assert.equal(error.message, 'ETIMEDOUT');
  });

  it('is kept for later when the server says more than anybody has to hear, even if it takes the letter then', async () => {
    await using server = await serve({ EHLO: `${'\r\n'.repeat(20_000)}250 OK` });
    const error = await failure(sendLetter(server.smtp, letter, delivery));
    assert.deepEqual(verdictOf(error), serverSilent);
    assert.equal(error.message, 'EPROTOCOL');
    assert.ok(!server.heard.some((line) => line.startsWith('MAIL')), server.heard.join());
  });

  it('ends at once when it is stopped', async () => {
    await using server = await serve({ RCPT: null });
    const stop = new AbortController();
    const sending = failure(sendLetter(server.smtp, letter, { ...delivery, stop: stop.signal }));
    stop.abort();
    assert.deepEqual(verdictOf(await sending), serverSilent);
  });

  it('goes to no address inside, unless the operator has named the server', async () => {
    await using server = await serve();
    const within = { ...delivery, mayReach: publicAddressesAnd([]) };
    const error = await failure(sendLetter({ ...server.smtp, isOperators: false }, letter, within));
    assert.deepEqual(verdictOf(error), serverSilent);
    assert.match(error.message, /127\.0\.0\.1 is not public/);
    assert.deepEqual(server.heard, []);
    await sendLetter(server.smtp, letter, within);
  });

  it('is refused without a word of what the server said, which may quote the address', async () => {
    await using server = await serve({ RCPT: '550 5.1.1 <dave@example.org> unknown' });
    const error = await failure(sendLetter(server.smtp, letter, delivery));
    assert.doesNotMatch(error.message, /dave|unknown/);
    assert.match(error.message, /EENVELOPE 550/);
  });
});

describe('an address with letters beyond ASCII before the @', () => {
  const to = 'jürgen@example.org';

  it('is written to where the server takes such', async () => {
    await using server = await serve({}, ['SMTPUTF8']);
    await sendLetter(server.smtp, { ...letter, to }, delivery);
    assert.ok(
      server.heard.some((line) => line.startsWith(`RCPT TO:<${to}>`)),
      server.heard.join(),
    );
  });

  it('is the letter’s fault where it is the recipient’s, and the server’s where it is that of the sender', async () => {
    await using server = await serve();
    const recipient = await failure(sendLetter(server.smtp, { ...letter, to }, delivery));
    assert.deepEqual([verdictOf(recipient), /^recipient: /.test(recipient.message)], [letterForGood, true]);
    const from = { address: 'büro@example.org', name: '' };
    const sender = await failure(sendLetter({ ...server.smtp, from }, letter, delivery));
    assert.deepEqual([verdictOf(sender), /^sender: /.test(sender.message)], [serverAnswered, true]);
    assert.ok(!server.heard.some((line) => line.startsWith('MAIL')));
  });
});

describe('a greeting', () => {
  it('reaches the server, signs in and sends nothing', async () => {
    await using server = await serve({}, ['AUTH PLAIN']);
    await probeServer({ ...server.smtp, credentials: { user: 'mailer', password: 'hunter2' } }, delivery);
    const commands = server.heard.map((line) => line.split(' ')[0]);
    assert.ok(commands.includes('AUTH'), commands.join());
    assert.ok(!commands.includes('MAIL'));
  });

  it('tells that the password is wrong', async () => {
    await using server = await serve({ AUTH: '535 no' }, ['AUTH PLAIN']);
    const smtp = { ...server.smtp, credentials: { user: 'mailer', password: 'hunter2' } };
    assert.equal((await failure(probeServer(smtp, delivery))).isAnswer, true);
  });
});
