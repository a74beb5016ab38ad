import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { GatehouseError } from '../../errors.ts';
import { readForm } from './read-form.ts';

const read = (body: Buffer, contentType: string) =>
  readForm({ raw: { method: 'POST' }, headers: { 'content-type': contentType }, body } as FastifyRequest, 'text');

/** The fields, or the code of the refusal. */
async function outcome(body: string, contentType = 'multipart/form-data; boundary=x') {
  try {
    return [...(await read(Buffer.from(body), contentType))];
  } catch (error) {
    assert.ok(error instanceof GatehouseError);
    return error.failure.code;
  }
}

const part = (name: string, more: string, content: string): string =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;

describe('a form with files', () => {
  it('is read as a browser sends it, whatever stands in the files', async () => {
    const form = new FormData();
    form.set('who', 'Ana');
    form.set('file', new File([part('other', '', 'x').repeat(700)], 'people.csv'));
    const sent = new Response(form);
    const type = sent.headers.get('content-type') ?? '';
    const fields = await read(Buffer.from(await sent.arrayBuffer()), type);
    assert.equal(fields.get('who'), 'Ana');
    assert.equal(fields.get('file')?.length, part('other', '', 'x').length * 700);
  });

  it('is refused before it is read where the heads of its parts would hold the event loop', async () => {
    const long = 'a="b"; '.repeat(10_000);
    assert.equal(await outcome(`${part('a', `; ${long}`, 'x')}--x--\r\n`), 'PayloadTooLarge');
    assert.equal(await outcome(`--x\r\n${'A: b\r\n'.repeat(12_000)}`), 'PayloadTooLarge');
    assert.equal(await outcome(`${part('a', '', 'x').repeat(501)}--x--\r\n`), 'PayloadTooLarge');
    assert.deepEqual(await outcome(`${part('a', '', 'y'.repeat(100_000))}--x--\r\n`), [['a', 'y'.repeat(100_000)]]);
  });

  it('is none with a boundary that could be read in two ways', async () => {
    for (const type of ['boundary="x"', 'boundary="\\x"', 'boundary=y; boundary=x', 'charset=utf-8; boundary=x', ''])
      assert.equal(
        await outcome(`${part('a', '', 'x')}--x--\r\n`, `multipart/form-data; ${type}`),
        'UnsupportedMediaType',
      );
  });
});
