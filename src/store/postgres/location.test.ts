import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { StartupError } from '../../errors.ts';
import { isPostgresUrl, readPostgresUrl, shownLocation } from './location.ts';

describe('the URL of a database', () => {
  it('names servers, user, password and database', () => {
    const location = readPostgresUrl('postgres://har%20ry:p%40ss%3Aw@db.example.com:5433/hogwarts');
    assert.deepEqual(location.servers, [{ host: 'db.example.com', port: 5433 }]);
    assert.deepEqual([location.user, location.password, location.database], ['har ry', 'p@ss:w', 'hogwarts']);
  });

  it('may name several servers, an address in brackets, or the folder of a socket', () => {
    const servers = (url: string) => readPostgresUrl(url).servers.map(({ host, port }) => `${host} ${port}`);
    assert.deepEqual(servers('postgres://u@a:1,b,[::1]:3/d'), ['a 1', 'b 5432', '::1 3']);
    assert.deepEqual(servers('postgres://u@/d?host=%2Fvar%2Frun'), ['/var/run 5432']);
  });

  it('asks for a server that follows no other, unless it says otherwise', () => {
    const sessions = (url: string) => readPostgresUrl(url).sessions;
    assert.deepEqual(
      ['a', 'a,b'].map((hosts) => sessions(`postgres://u@${hosts}/d`)),
      ['primary', 'primary'],
    );
    for (const asked of ['any', 'primary', 'read-write']) {
      assert.equal(sessions(`postgres://u@a/d?target_session_attrs=${asked}`), asked);
    }
  });

  it('is shown without its password', () => {
    assert.equal(shownLocation(readPostgresUrl('postgres://u:s3cret@a,b:1/d')), 'postgres://u@a:5432,b:1/d');
  });

  it('asks for a verified certificate wherever a connection leaves the machine, unless it says otherwise', () => {
    const tls = (url: string, host: string) => readPostgresUrl(url).tls(host);
    assert.equal(tls('postgres://u@127.0.0.1/d', '127.0.0.1'), false);
    assert.deepEqual(tls('postgres://u@db/d', 'db'), { rejectUnauthorized: true });
    assert.deepEqual(tls('postgres://u@db/d?sslmode=require', 'db'), { rejectUnauthorized: false });
    assert.equal(tls('postgres://u@db/d?sslmode=disable', 'db'), false);
    assert.deepEqual(tls('postgres://u@127.0.0.1/d?sslmode=verify-full', '127.0.0.1'), { rejectUnauthorized: true });
  });

  it('has the certificate looked at where it names that of an authority, whatever the mode', () => {
    const file = join(import.meta.dirname, 'location.test.ts');
    const tls = readPostgresUrl(`postgres://u@db/d?sslmode=require&sslrootcert=${encodeURIComponent(file)}`).tls('db');
    assert.ok(tls !== false && tls.rejectUnauthorized);
  });

  it('is refused with what is not known or cannot be, and never shown then', () => {
    for (const url of [
      'postgres://u:s3cret@a/d?sslmod=require',
      'postgres://u:s3cret@a/d?sslmode=prefer',
      'postgres://u:s3cret@a:99999/d',
      'postgres://u:s3cret@a/d?target_session_attrs=standby',
      'postgres://u:s3cret%@a/d',
      'postgres://u:s3cret@a/d?sslrootcert=/is/not/there',
      'postgres://u:p@s3cret@a/d',
      'postgres://u:p/s3cret@a/d',
      'postgres://u:p?s3cret@a/d',
      'postgres://u:s3cret@a/d?S3-s3cret=1',
    ]) {
      assert.throws(
        () => readPostgresUrl(url),
        (error) => error instanceof StartupError && !error.message.includes('s3cret'),
        url,
      );
    }
  });

  it('is told from a file', () => {
    assert.deepEqual(['postgres://x', 'POSTGRESQL://x', '/var/postgres', ':memory:'].map(isPostgresUrl), [
      ...[true, true],
      ...[false, false],
    ]);
  });
});
