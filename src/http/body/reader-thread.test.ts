import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { list, map, object, text } from '../../json/shape.ts';
import { readBody, type SentBody } from './read.ts';
import { ReaderThread } from './reader-thread.ts';

const one = object('One', { name: text(), note: text(), attributes: map(text()) });
const shape = object('Many', { all: list(one, { most: 3000 }), names: list(text()), note: text() });
const rules = { shape, isBodyOptional: true, bareListMember: 'all' };

const sent = (body: string): SentBody => ({ bytes: Buffer.from(body), contentType: 'application/json' });

/** Objects of maps have no prototype, unless a thread has read them. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const bodies: Readonly<Record<string, string>> = {
  'many elements': JSON.stringify({ all: Array.from({ length: 3000 }, (_, n) => ({ name: `n${n}`, note: 'é' })) }),
  'more elements than there may be': JSON.stringify({ all: Array.from({ length: 3001 }, () => ({})) }),
  'lists of everything': `{"all":[null,{"name":1,"attributes":{"__proto__":"x","b":null}}],'names':["\\ud83d",null,"\\u0000"]}`,
  'empty lists': '{"all":[],"names":null,"note":"x"}',
  'a bare list': '[{"name":"a"}]',
  nothing: '',
  null: 'null',
  'no JSON': 'hello',
  'what is too deep': `{"x":${'['.repeat(100_000)}`,
};

describe('the thread that reads bodies', () => {
  it('reads what is read at once, in the same way', async () => {
    await using thread = new ReaderThread();
    for (const [what, body] of Object.entries(bodies)) {
      assert.deepEqual(plain(await thread.read(sent(body), rules)), plain(readBody(sent(body), rules)), what);
    }
  });

  it('answers each of those who ask at the same time for what they sent', async () => {
    await using thread = new ReaderThread();
    const asked = Array.from({ length: 20 }, (_, n) => thread.read(sent(`{"note":"${n}"}`), rules));
    const notes = (await Promise.all(asked)).map((reading) => reading.ok && (reading.value as { note: string }).note);
    assert.deepEqual(
      notes,
      asked.map((_, n) => String(n)),
    );
  });
});
