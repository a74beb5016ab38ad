import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { hostScopes, managementScopes, standardScopes } from '../../src/directory/scope.ts';
import { describedBy, type JsonSchema } from '../support/described.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();

const membersOf = (schema?: JsonSchema) => (schema?.properties ?? {}) as Readonly<Record<string, JsonSchema>>;

describe('the description of the API', () => {
  it('is served under every prefix, with the address of that prefix', async () => {
    for (const prefix of [
      '/identity',
      '/identity_',
      `/${world.organization.name}/identity_`,
      `/${world.organization.id}/${world.tenant}/identity`,
    ]) {
      const { status, json } = await send(`${gatehouse.url}${prefix}/swagger/external/swagger.json`);
      assert.equal(status, 200);
      assert.equal(json.openapi, '3.0.3');
      assert.deepEqual(json.servers, [{ url: `${gatehouse.url}${prefix}` }]);
    }
  });

  it('names each operation once, and says what it takes and answers', async () => {
    const { paths } = await describedBy(gatehouse.url);
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { path, method, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      assert.deepEqual(described.sort(), named.sort(), `${method} ${path}`);
      assert.ok(operation.summary && operation.tags.length === 1, path);
      assert.ok(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        path,
      );
    }
  });

  it('has only schemas that it defines', async () => {
    const api = await describedBy(gatehouse.url);
    for (const [, name = ''] of JSON.stringify(api).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      assert.ok(name in api.components.schemas, name);
    }
  });

  it('asks nobody for a hint or a secret answer in place of a password', async () => {
    const text = JSON.stringify(await describedBy(gatehouse.url));
    assert.match(text, /"oldPassword"/);
    assert.doesNotMatch(text, /"\w*(?:hint|question|answer)\w*"/i);
  });
});

describe('what the description says of refusals', () => {
  it('is one open schema, of which nothing is required, under one media type for each status', async () => {
    const { paths, components } = await describedBy(gatehouse.url);
    const { required, additionalProperties, properties } = components.schemas.Refusal ?? {};
    assert.deepEqual([required, additionalProperties], [undefined, true]);
    const members = properties as Readonly<Record<string, object>>;
    for (const name of ['title', 'detail', 'succeeded', 'errorMessage', 'StatusCode']) assert.ok(members[name], name);
    assert.deepEqual(Object.keys(members.errors ?? {}), ['description']);
    for (const { operationId, responses } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      for (const [status, { content = {} }] of Object.entries(responses)) {
        assert.ok(Object.keys(content).length <= 1, `${operationId} ${status}`);
        if (Number(status) < 400) continue;
        for (const { schema } of Object.values(content)) {
          assert.deepEqual(schema, { $ref: '#/components/schemas/Refusal' }, `${operationId} ${status}`);
        }
      }
    }
  });

  it('has every status that can come, with its headers', async () => {
    const { paths } = await describedBy(gatehouse.url);
    const statusesOf = (path: string, method: string) =>
      Object.keys(paths[path]?.[method]?.responses ?? {}).filter((status) => Number(status) >= 400);
    const change = ['400', '401', '403', '404', '409', '413', '415', '429', '500', '503'];
    assert.deepEqual(statusesOf('/api/Setting', 'put'), change);
    assert.deepEqual(statusesOf('/api/User/{userId}', 'get'), ['400', '401', '403', '404', '429', '500', '503']);
    assert.ok(statusesOf('/api/ReferenceToken/Exchange', 'post').includes('401'));
    const headers = (path: string, method: string, status: string) =>
      Object.keys(paths[path]?.[method]?.responses[status]?.headers ?? {});
    assert.deepEqual(headers('/api/Group', 'post', '201'), ['Location']);
    assert.deepEqual(headers('/api/User/{userId}', 'delete', '204'), ['Gatehouse-Revoked']);
    assert.deepEqual(headers('/api/AuditQuery/{partitionGlobalId}/download', 'get', '200'), ['Content-Disposition']);
    assert.deepEqual(headers('/api/Setting', 'put', '401'), ['WWW-Authenticate']);
    for (const status of ['429', '503']) assert.deepEqual(headers('/api/Setting', 'put', status), ['Retry-After']);
  });
});

describe('the description, for generators of clients,', () => {
  it('says of every member, parameter, tag and scope what it means', async () => {
    const { paths, components, tags } = await describedBy(gatehouse.url);
    const silent: string[] = [];
    for (const [name, schema] of Object.entries(components.schemas)) {
      for (const part of [schema, ...((schema.allOf as readonly JsonSchema[] | undefined) ?? [])]) {
        for (const [member, { description }] of Object.entries((part.properties ?? {}) as Record<string, JsonSchema>)) {
          if (!description) silent.push(`${name}.${member}`);
        }
      }
    }
    for (const { operationId, parameters } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      silent.push(...parameters.filter(({ description }) => !description).map(({ name }) => `${operationId} ${name}`));
    }
    silent.push(...tags.filter(({ name, description }) => description === name).map(({ name }) => name));
    const { scopes } = components.securitySchemes.oauth2.flows.clientCredentials;
    silent.push(...Object.keys(scopes).filter((name) => scopes[name] === name));
    assert.deepEqual(
      silent,
      [],
      'The vocabularies in src/http/api, and src/operation/openapi/security.ts, say what names mean.',
    );
    const known = [...managementScopes, ...hostScopes, ...standardScopes];
    assert.deepEqual(
      known.filter((name) => !(name in scopes)),
      [],
    );
  });

  it('has one schema for an enumeration, in answers and in requests, as a reference', async () => {
    const { components } = await describedBy(gatehouse.url);
    const type = (schema: string) =>
      (components.schemas[schema]?.properties as Record<string, JsonSchema> | undefined)?.type;
    const reference = [{ $ref: '#/components/schemas/UserType' }];
    assert.deepEqual([type('UserDto')?.allOf, type('CreateUserCommand')?.allOf], [reference, reference]);
    assert.deepEqual(components.schemas.UserType?.enum, [0, 1, 2, 3, 4, 5]);
    assert.match(JSON.stringify(components.schemas.UserType), /"user","robot",.*"application"/);
    assert.deepEqual(components.schemas.SortOrder?.enum, ['asc', 'desc']);
  });

  it('tells kinds of entities apart where they stand, and never in what they extend: no class could be made of it', async () => {
    const { components } = await describedBy(gatehouse.url);
    const named = (name = '') => components.schemas[name.slice(name.lastIndexOf('/') + 1)] ?? assert.fail(name);
    const { items } = membersOf(components.schemas.GroupDto).members ?? {};
    const { oneOf, discriminator } = items as { oneOf: { $ref: string }[]; discriminator: { mapping: object } };
    assert.deepEqual(
      Object.values(discriminator.mapping),
      oneOf.map(({ $ref }) => $ref),
    );
    for (const [kind, $ref] of Object.entries(discriminator.mapping)) {
      const [parent, part] = named($ref).allOf as [{ $ref: string }, { properties: { objectType: JsonSchema } }];
      assert.deepEqual(part.properties.objectType.enum, [kind]);
      assert.equal(named(parent.$ref).discriminator, undefined);
    }
  });

  it('lets ids be texts where people chose them, and objects have members of a later version', async () => {
    const { paths, components } = await describedBy(gatehouse.url);
    for (const { operationId, parameters } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      const user = parameters.find(({ name }) => name === 'userId');
      if (user) assert.equal(user.schema.format, undefined, operationId);
    }
    assert.doesNotMatch(JSON.stringify(components.schemas), /"additionalProperties":false/);
  });

  it('says of ids that are always UUIDs that they are, in answers as in paths and requests', async () => {
    const { components } = await describedBy(gatehouse.url);
    const format = (name: string, member: string) => {
      const { items, ...schema } = membersOf(components.schemas[name])[member] ?? {};
      return ((items ?? schema) as JsonSchema).format;
    };
    for (const [name, ...members] of [
      ['GroupDto', 'id'],
      ['RobotAccountDto', 'id', 'groupIds'],
      ['UserDto', 'groupIDs'],
      ['UserLoginAttemptDto', 'partitionGlobalId'],
      ['SettingDto', 'partitionGlobalId'],
      ['CertificatePair', 'partitionGlobalId'],
      ['ReferenceTokenDto', 'id', 'partitionGlobalId'],
      ['FederatedCredentialDto', 'id'],
      ['PartitionDto', 'id'],
      ['TenantDto', 'id'],
    ] as const) {
      for (const member of members) assert.equal(format(name, member), 'uuid', `${name}.${member}`);
    }
    // Of people and applications, somebody may have chosen them.
    for (const name of ['UserDto', 'ExternalClientDto', 'GroupMember'])
      assert.equal(format(name, 'id'), undefined, name);
    for (const name of ['SettingDto', 'ReferenceTokenDto']) assert.equal(format(name, 'userId'), undefined, name);
    assert.equal(format('DirectoryEntity', 'identifier'), undefined);
  });

  it('says which members a request cannot go without', async () => {
    const { components } = await describedBy(gatehouse.url);
    for (const [name, required] of Object.entries({
      BulkCreateOrUpdateSettingsCommand: ['settings'],
      CreateOrUpdateSettingCommand: ['key'],
      ResetPasswordCommand: ['token', 'newPassword'],
      CreateTenantCommand: ['name'],
    })) {
      const { required: described, properties } = components.schemas[name] ?? {};
      assert.deepEqual(described, required, name);
      for (const member of required) {
        assert.equal((properties as Record<string, JsonSchema>)[member]?.nullable, undefined, `${name}.${member}`);
      }
    }
  });

  it('gives the paths of the portal a server of their own, without the prefix', async () => {
    for (const [prefix, server] of [
      ['/identity_', ''],
      ['/Hogwarts/identity_', '/Hogwarts'],
    ]) {
      const { json } = await send(`${gatehouse.url}${prefix}/swagger/external/swagger.json`);
      const { servers } = json.paths['/portal_/api/identity/UserPartition/licenses'];
      assert.deepEqual(servers, [{ url: `${gatehouse.url}${server}` }]);
    }
  });

  it('stands in docs/openapi.json, so that a change of the wire is seen', async () => {
    const { text } = await send(`${gatehouse.url}/identity_/swagger/external/swagger.json`);
    const served = `${JSON.stringify(JSON.parse(text.replaceAll(gatehouse.url, 'https://id.example.test')), null, 2)}\n`;
    const file = new URL('../../docs/openapi.json', import.meta.url);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, served);
    const hint = 'UPDATE_DOCS=1 npx node --test test/contract/description.test.ts writes docs/openapi.json anew.';
    assert.equal(readFileSync(file, 'utf8') === served, true, hint);
  });
});
