import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Transcript } from './transcript.ts';

const credentials = { user: 'owlery', password: 'errol-and-hermes' };

function written(said: readonly (readonly ['client' | 'server', string])[]): readonly string[] {
  const transcript = new Transcript({ credentials });
  for (const [tnx, text] of said) transcript.logger.debug({ tnx }, text);
  return transcript.lines.map(({ by, text }) => `${by}: ${text}`);
}

describe('what is said to a mail server', () => {
  it('is written down line by line', () => {
    assert.deepEqual(
      written([
        ['server', '220 here'],
        ['client', 'EHLO id'],
        ['server', '250-here\r\n250 AUTH PLAIN'],
      ]),
      ['server: 220 here', 'client: EHLO id', 'server: 250-here', 'server: 250 AUTH PLAIN'],
    );
  });

  it('has no password in it, in whatever way one signs in', () => {
    const all = written([
      ['server', '220 here'],
      ['client', `AUTH PLAIN ${Buffer.from('\0owlery\0errol-and-hermes').toString('base64')}`],
      ['server', '535 no'],
      ['client', 'AUTH LOGIN'],
      ['server', '334 VXNlcm5hbWU6'],
      ['client', Buffer.from('owlery').toString('base64')],
      ['server', '334 UGFzc3dvcmQ6'],
      ['client', Buffer.from('errol-and-hermes').toString('base64')],
      ['server', '235 welcome'],
      ['client', 'MAIL FROM:<a@b.example>'],
    ]);
    assert.deepEqual(
      all.filter((line) => line.startsWith('client')),
      [
        'client: AUTH PLAIN ********',
        'client: AUTH LOGIN',
        'client: ********',
        'client: ********',
        'client: MAIL FROM:<a@b.example>',
      ],
    );
  });

  it('has no password in it that the other side repeats', () => {
    const base64 = Buffer.from('errol-and-hermes').toString('base64');
    const all = written([
      ['server', '220 here'],
      ['server', `535 wrong: errol-and-hermes ${base64}`],
    ]);
    assert.deepEqual(all.slice(1), ['server: 535 wrong: ******** ********']);
  });

  it('is nothing where no mail server greets', () => {
    const transcript = new Transcript({ credentials: undefined });
    transcript.logger.debug({ tnx: 'server' }, 'SSH-2.0-OpenSSH_9.2');
    transcript.note('ETIMEDOUT');
    assert.deepEqual(transcript.lines, []);
  });

  it('ends where nobody reads on', () => {
    const all = written([
      ['server', '220 here'],
      ...Array.from({ length: 300 }, () => ['server', 'x'.repeat(1000)] as const),
    ]);
    assert.equal(all.length, 200);
    assert.equal(all.at(-1)?.length, 'server: '.length + 500);
  });
});
