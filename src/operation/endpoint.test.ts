import assert from 'node:assert/strict';
import { it } from 'node:test';
import { object, text } from '../json/shape.ts';
import { describeEndpoint } from './endpoint.ts';

const operation = {
  operationId: 'Test',
  tag: 'Test',
  summary: 'Tests',
  method: 'POST',
  path: '/api/Test',
  answer: { status: 204 },
  handle: async () => undefined,
} as const;
const body = object('TestCommand', { name: text() });

it('an operation that needs no token compiles with a limit for its body, or without a body', () => {
  const access = 'anyone';
  // @ts-expect-error nobody is known there who could answer for what is sent
  const unlimited = describeEndpoint({ ...operation, access, body });
  const limited = describeEndpoint({ ...operation, access, body, bodyLimit: 1024 });
  const bodyless = describeEndpoint({ ...operation, access });
  const known = describeEndpoint({ ...operation, access: 'user.write', body });
  assert.deepEqual(
    [unlimited, limited, bodyless, known].map(({ bodyLimit }) => bodyLimit),
    [undefined, 1024, undefined, undefined],
  );
});
