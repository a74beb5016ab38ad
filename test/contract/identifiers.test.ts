import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroUuid } from '../../src/directory/identifier.ts';
import { apiOf } from '../support/api.ts';
import { type DescribedOperation, describedBy } from '../support/described.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';

// What every operation answers to an id that is none, that nobody has, or that belongs elsewhere, from the description
// that the running server gives of itself.

interface Operation extends DescribedOperation {
  readonly method: string;
  readonly path: string;
}

let bearer: string;
let operations: readonly Operation[];
const ofPeople = ['/api/ReferenceToken', '/api/Account/Factors/{factorId}'];
const { organization, otherOrganization } = world;
const unknown = '7b3f5f0e-0d54-4f4c-9a53-2f4a1c0b9d11';
const gatehouse = useGatehouse(async (running) => {
  const { paths } = await describedBy(running.url);
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path }))
      // The host's own, what only a person has, clients, whose ids are any text, and licences, of which nobody has any.
      .filter(({ tags, path: at }) => !/^(Partition|Client|License)$/.test(String(tags)) && !ofPeople.includes(at)),
  );
  bearer = await token(running, '');
});
const call = apiOf(gatehouse, () => bearer);

/** Bodies that can be read, where an empty one is refused for itself. */
const bodies: Readonly<Record<string, object>> = {
  PUT: { id: 0, value: 'x', settings: [] },
  POST: {
    ...{ entityNames: ['x'], entityName: 'x', entityId: unknown, entityIds: [], entityType: 'user', userId: unknown },
    ...{ groupIds: [], memberIDs: [] },
  },
  DELETE: {},
};

/** With one parameter as given, and the others such as they may be. */
async function ask(operation: Operation, named: string, value: string, prefix?: string) {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === named) return encodeURIComponent(value);
    if (name === 'partitionGlobalId') return organization.id;
    return operation.parameters.find((one) => one.name === name)?.schema.type === 'integer' ? '987654321' : unknown;
  });
  const own = path.startsWith('/portal_') || path.startsWith('/audit_') ? '' : (prefix ?? '/identity');
  return await call(operation.method, path, operation.requestBody ? bodies[operation.method] : undefined, own);
}

const withParameter = (isMeant: (parameter: DescribedOperation['parameters'][number]) => boolean) =>
  operations.flatMap((operation) =>
    operation.parameters
      .filter((parameter) => parameter.in === 'path' && isMeant(parameter))
      .map(({ name }) => [operation, name] as const),
  );
const isRecord = ({ name }: { readonly name: string }) => /id$/i.test(name) && name !== 'tenantId';
const isNumber = ({ schema }: { readonly schema: Readonly<Record<string, unknown>> }) => schema.type === 'integer';

describe('an id in a path', () => {
  it('that is none is refused under the name of the parameter', async () => {
    const found = withParameter(isRecord);
    assert.ok(found.length > 40);
    for (const [operation, name] of found) {
      const { status, json } = await ask(operation, name, 'x y');
      assert.deepEqual(
        [status, json.errors],
        [400, { [name]: ["The value 'x y' is not valid."] }],
        operation.operationId,
      );
    }
  });

  for (const id of [unknown, zeroUuid]) {
    it(`that nobody has, such as ${id}, is answered with 404 and a sentence`, async () => {
      for (const [operation, name] of withParameter((parameter) => isRecord(parameter) && !isNumber(parameter))) {
        const { status, json, text } = await ask(operation, name, id);
        assert.equal(status, 404, `${operation.operationId} ${text}`);
        assert.match(json.message ?? json.Message, /not found|Cannot resolve/, operation.operationId);
      }
    });
  }

  it('that is a number nobody has is answered with 404', async () => {
    for (const [operation, name] of withParameter(isNumber)) {
      // Of 64 bits, more than a number of JavaScript holds exactly.
      for (const number of ['987654321', '9007199254740993', '9223372036854775807', '-1']) {
        assert.equal((await ask(operation, name, number)).status, 404, `${operation.operationId} ${number}`);
      }
    }
  });

  it('that has more than 64 bits is refused', async () => {
    for (const [operation, name] of withParameter(isNumber)) {
      const { status, json } = await ask(operation, name, '9223372036854775808');
      assert.deepEqual([status, Object.keys(json.errors)], [400, [name]], operation.operationId);
    }
  });
});

describe('the organization of a request', () => {
  it('must be that of the URL, where the path names one', async () => {
    for (const [operation] of withParameter(({ name }) => name === 'partitionGlobalId')) {
      if (operation.path.startsWith('/portal_')) continue;
      const { status, text } = await ask(
        operation,
        'partitionGlobalId',
        otherOrganization.id,
        `/${organization.name}/identity_`,
      );
      assert.equal(status, 400, operation.operationId);
      assert.match(text, /InvalidPartition/, operation.operationId);
    }
  });

  for (const [method, path, body] of [
    ['POST', '/api/User', { userName: 'x' }],
    ['POST', '/api/User/BulkCreate', { users: [] }],
    ['DELETE', '/api/User', { userIds: [] }],
    ['POST', '/api/Group', { name: 'x' }],
    ['PUT', `/api/Group/${unknown}`, {}],
    ['POST', '/api/RobotAccount', { name: 'x' }],
    ['PUT', `/api/RobotAccount/${unknown}`, {}],
    ['PUT', '/api/Setting', { settings: [] }],
    ['PUT', '/api/SamlCertificate/primary', { certificate: 'x' }],
    ['PUT', '/api/SamlCertificate/secondary', { certificate: 'x' }],
    ['POST', '/api/ExternalClient', { name: 'x' }],
    ['GET', `/api/Setting?key=a&partitionGlobalId=${otherOrganization.id}`, undefined],
    ['GET', `/api/ExternalApiResource?partitionGlobalId=${otherOrganization.id}`, undefined],
  ] as const) {
    it(`is taken from ${method} ${path.replace(otherOrganization.id, '{organization}')}: another than in the URL is 400, out of reach 403, unknown 404`, async () => {
      const named = (id: string) => (body ? { ...body, partitionGlobalId: id } : undefined);
      const other = named(otherOrganization.id);
      const wrong = await call(method, path, other, `/${organization.name}/identity_`);
      assert.equal(wrong.status, 400);
      assert.match(wrong.text, /InvalidPartition/);
      assert.equal((await call(method, path, other)).status, 403);
      assert.equal((await call(method, path.replace(otherOrganization.id, unknown), named(unknown))).status, 404);
    });
  }

  for (const [method, path] of [
    ['POST', `/api/SamlCertificate/${organization.id.toUpperCase()}/switch`],
    ['PUT', `/api/ExternalApiResource/Unknown?partitionGlobalId=${organization.id}`],
  ] as const) {
    it(`is the same wherever ${method} ${path.replace(/[0-9a-f-]{36}/i, '{organization}')} names one: another in the body is 400`, async () => {
      const wrong = await call(method, path, { partitionGlobalId: otherOrganization.id });
      assert.equal(wrong.status, 400);
      assert.match(wrong.text, /InvalidPartition/);
      const zeros = '00000000-0000-0000-0000-000000000000';
      for (const partitionGlobalId of [organization.id, organization.id.toUpperCase(), zeros, null]) {
        const same = await call(method, path, { partitionGlobalId });
        assert.doesNotMatch(same.text, /InvalidPartition/);
      }
    });
  }
});
