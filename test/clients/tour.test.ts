import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { lacksCurl } from '../support/curl.ts';
import { useGatehouse } from '../support/gatehouse.ts';

const gatehouse = useGatehouse();
const script = fileURLToPath(new URL('../../examples/tour.sh', import.meta.url));
const tour = (variables: Record<string, string> = {}) =>
  promisify(execFile)('sh', [script], { env: { PATH: process.env.PATH, URL: gatehouse.url, ...variables } });

describe('the tour of the API', () => {
  it('finds every answer as expected, and leaves nothing behind', { skip: lacksCurl }, async () => {
    const { stdout, stderr } = await tour();
    assert.equal(stderr, '');
    assert.match(stdout, /Everything was as expected\.\n$/);
  });

  it('ends with the reason when an answer is another', { skip: lacksCurl }, async () => {
    await assert.rejects(tour({ CLIENT_SECRET: 'wrong' }), {
      code: 1,
      stderr: /^tour: no token: .*invalid_client/,
    });
  });
});
