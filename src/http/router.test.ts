import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Route } from './route.ts';
import { createRouter, parametersOf } from './router.ts';

const route = (methods: readonly string[], url: string): Route => ({ methods, url, handler: () => {} });

const find = createRouter([
  route(['GET'], '/'),
  route(['GET', 'PUT'], '/users/:id'),
  route(['POST'], '/users/BulkCreate'),
  route(['DELETE'], '/users/:id/sessions/:session'),
  route(['GET'], '/web/'),
  route(['GET', 'POST'], '/web/*'),
  route(['GET'], '/:place/status'),
]);

/** Which route answers, and with which parameters; or the methods that the path has. */
function at(method: string, url: string) {
  const found = find(url, method);
  const target = found?.targets.get(method);
  if (target) return [target.route.url, parametersOf(target, found?.values ?? [])];
  return found && [...found.targets.keys()];
}

describe('a path', () => {
  it('leads to its route, in capital letters as well, with a slash at the end, and before a query', () => {
    for (const url of ['/users/Ann', '/USERS/Ann', '/users/Ann/', '/users/Ann?x=/y/', '/users/Ann/#/z']) {
      assert.deepEqual(at('GET', url), ['/users/:id', { id: 'Ann' }], url);
    }
    assert.deepEqual(at('GET', '/'), ['/', {}]);
    assert.deepEqual(at('GET', '/?x'), ['/', {}]);
    assert.deepEqual(at('GET', '/web'), ['/web/', {}]);
  });

  it('has names as they were meant, whatever is in them', () => {
    for (const name of [
      'a b',
      'é',
      'İ',
      'a/b',
      'a?b',
      'a#b',
      '%',
      '%2F',
      ':',
      ':id',
      '*',
      '__proto__',
      'x'.repeat(1024),
    ]) {
      assert.deepEqual(at('GET', `/users/${encodeURIComponent(name)}`), ['/users/:id', { id: name }], name);
    }
    assert.equal(at('GET', `/users/${'x'.repeat(1025)}`), undefined);
    const both = ['/users/:id/sessions/:session', { id: 'a', session: 'b' }];
    assert.deepEqual(at('DELETE', '/users/a/sessions/b'), both);
  });

  it('that is written out is not that with a name, and has its own methods', () => {
    assert.deepEqual(at('POST', '/users/bulkcreate'), ['/users/BulkCreate', {}]);
    assert.deepEqual(at('GET', '/users/BulkCreate'), ['POST']);
    assert.deepEqual(at('GET', '/users/status'), ['/users/:id', { id: 'status' }]);
  });

  it('leads back to a name where what is written out leads to nothing', () => {
    assert.deepEqual(at('DELETE', '/users/BulkCreate/sessions/b'), [
      '/users/:id/sessions/:session',
      { id: 'BulkCreate', session: 'b' },
    ]);
    assert.deepEqual(at('GET', '/other/status'), ['/:place/status', { place: 'other' }]);
  });

  it('is there for HEAD where it is for GET, and tells its methods to another', () => {
    assert.deepEqual(at('HEAD', '/users/Ann'), ['/users/:id', { id: 'Ann' }]);
    assert.deepEqual(at('DELETE', '/users/Ann'), ['GET', 'HEAD', 'PUT']);
  });

  it('behind which anything may follow is none for other methods', () => {
    assert.deepEqual(at('POST', '/web/a/b'), ['/web/*', {}]);
    assert.equal(at('PUT', '/web/a/b'), undefined);
    assert.deepEqual(at('PUT', '/web'), ['GET', 'HEAD']);
  });

  it('that is only the beginning of others is none', () => {
    for (const url of ['/users', '/users/a/sessions', '/nowhere', '/users/a/b'])
      assert.equal(at('GET', url), undefined, url);
  });
});

it('two routes for the same are a mistake, whatever their names are called', () => {
  const twice = [route(['GET'], '/a/:one'), route(['PUT', 'HEAD'], '/A/:other/')];
  assert.throws(() => createRouter(twice), /two routes for HEAD \/A\/:other\//);
});
