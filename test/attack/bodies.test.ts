import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { type Described, type DescribedOperation, describedBy } from '../support/described.ts';
import { token } from '../support/http.ts';
import { installationToken, userToken } from '../support/user-token.ts';
import { useWatchedGatehouse } from '../support/watched.ts';
import { world } from '../support/world.ts';
import { filled, worstBodies } from '../support/worst-bodies.ts';

// What one request may cost everybody else, whatever is in its body.

/** For so long, in milliseconds, a request may hold the event loop. */
const longest = 25;

interface Operation extends DescribedOperation {
  readonly method: string;
  readonly path: string;
}

let api: Described;
let operations: readonly Operation[];
let bearers: readonly string[];

const gatehouse = useWatchedGatehouse(async (running) => {
  api = await describedBy(running.url);
  operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  const person = await createAccount(running, null, { isAdministrator: true });
  const host = await createAccount(running, null, { isAdministrator: true, organizationId: hostId });
  bearers = [
    await token(running, ''),
    await userToken(running, person, ['IdentityServerApi']),
    await userToken(running, host, ['IdentityServerApi']),
    await installationToken(running, host),
  ];
});

const unknown = '7b3f5f0e-0d54-4f4c-9a53-2f4a1c0b9d11';

const urlOf = (path: string): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    name === 'partitionGlobalId' ? world.organization.id : unknown,
  );
  return `${gatehouse.url}${/^\/(portal_|audit_)\//.test(path) ? '' : '/identity'}${filled}`;
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function send(
  { method, path }: Pick<Operation, 'method' | 'path'>,
  bearer: string,
  body: string,
): Promise<Answer> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const response = await fetch(urlOf(path), { method, headers, body });
  return { status: response.status, text: await response.text() };
}

/** Who gets as far as having the body read. */
async function callerOf(operation: Operation): Promise<string> {
  for (const bearer of bearers) {
    const { status } = await send(operation, bearer, '{x}');
    if (status === 400) return bearer;
  }
  throw new assert.AssertionError({ message: `nobody may call ${operation.operationId}` });
}

/** Where others use the machine, or the collector came by, a time is longer and never shorter: the least is the truth. */
const mostTimes = 20;

async function leastHold(prepare: () => Promise<() => Promise<Answer>>): Promise<Answer & { readonly ms: number }> {
  let answer: Answer = { status: 0, text: '' };
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < mostTimes && least >= longest; times += 1) {
    const work = await prepare();
    const hold = await gatehouse.longestHold(async () => {
      answer = await work();
    });
    least = Math.min(least, hold);
  }
  return { ...answer, ms: least };
}

describe('the worst body of its limit', () => {
  it('holds the event loop no longer than any other request, in every operation', async () => {
    const withBodies = operations.filter(({ requestBody }) => requestBody);
    assert.ok(withBodies.length > 35, String(withBodies.length));
    for (const operation of withBodies) {
      const bearer = await callerOf(operation);
      for (const [what, body] of Object.entries(worstBodies(operation, api))) {
        const { ms, status, text } = await leastHold(async () => () => send(operation, bearer, body));
        const said = `${operation.operationId}, ${what}: ${status}, ${text.length} characters, ${ms.toFixed(1)} ms`;
        assert.ok(ms < longest, said);
        assert.ok(status < 500 && status !== 413, said);
        assert.ok(status < 400 || text.length < 100_000, said);
      }
    }
  });
});

/** What takes forms, with the most bytes that each of them takes. */
const forms: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['token', 'introspect', 'revocation', 'deviceauthorization', 'par', 'authorize', 'endsession', 'userinfo'].map(
      (name) => [`/identity/connect/${name}`, 64 * 1024],
    ),
  ),
  ...Object.fromEntries(
    ['login', 'consent', 'forgot', 'account/tokens', 'nowhere'].map((name) => [`/identity/web/${name}`, 128 * 1024]),
  ),
};

describe('the worst form', () => {
  for (const [path, limit] of Object.entries(forms)) {
    it(`holds the event loop no longer than any other, at ${path}`, async () => {
      for (const unit of ['a&', '&', 'a=1&', '%', '%41', '%F0%9F%98%80', '+', 'scope=a+', 'client_id=a&']) {
        const body = filled('', unit, '', limit);
        const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: gatehouse.url };
        const { ms, status } = await leastHold(async () => async () => {
          const response = await fetch(`${gatehouse.url}${path}`, {
            method: 'POST',
            headers,
            body,
            redirect: 'manual',
          });
          return { status: response.status, text: await response.text() };
        });
        assert.ok(ms < longest && status < 500, `${unit} ${status} ${ms}`);
      }
    });
  }

  for (const path of ['connect/authorize', 'connect/endsession', 'web/login', 'api/Setting']) {
    it(`holds it no longer as the query of ${path}`, async () => {
      for (const unit of ['a&', '&', 'key=a&', '%', '%41', 'scope=a+']) {
        const { ms, status } = await leastHold(async () => async () => {
          const url = `${gatehouse.url}/identity/${path}?${filled('', unit, '', 15_000).trim()}`;
          const response = await fetch(url, { headers: { authorization: `Bearer ${bearers[0]}` }, redirect: 'manual' });
          return { status: response.status, text: await response.text() };
        });
        assert.ok(ms < longest && status < 500, `${unit} ${status} ${ms}`);
      }
    });
  }

  it('holds it no longer at the login of older products, which takes JSON', async () => {
    for (const head of ['[', '{"x":', '']) {
      for (const unit of ['[', '{"a":', '"x",', '9', '1,', '\\u0041']) {
        const body = filled(head, unit, '', 32 * 1024);
        const { ms, status, text } = await leastHold(async () => async () => {
          const headers = { 'content-type': 'application/json' };
          const response = await fetch(`${gatehouse.url}/api/account/authenticate`, { method: 'POST', headers, body });
          return { status: response.status, text: await response.text() };
        });
        assert.ok(ms < longest && status === 400 && text.length < 20_000, `${unit} ${status} ${text.length} ${ms}`);
      }
    }
  });
});

const p = world.organization.id;
const range = (length: number) => Array.from({ length }, (_, n) => n);
let round = 0;

/** Users that nobody has asked for yet, with everything that can be said of one. */
function newUsers(length: number) {
  round += 1;
  return range(length).map((n) => {
    const name = `worst-${round}-${n}`;
    const names = { userName: name, email: `${name}@example.test`, name, surname: `${name} ${'x'.repeat(200)}` };
    return { id: randomUUID(), ...names, displayName: name, type: 'user' };
  });
}

/** The largest requests that are granted, each with what has to be there before. */
const granted: Readonly<Record<string, () => Promise<readonly [method: string, path: string, body: object]>>> = {
  'making users': async () => ['POST', '/api/User/BulkCreate', { users: newUsers(2000) }],
  'making users of names whose letters have no capitals': async () => {
    const users = newUsers(2000).map(({ id, userName }) => {
      const name = `${userName}${'ẞa'.repeat(45)}`;
      return { id, userName: name, email: `${userName}@example.test`, name, surname: name, displayName: name };
    });
    return ['POST', '/api/User/BulkCreate', { users }];
  },
  'making users of names that are taken': async () => {
    const users = newUsers(2000);
    await admitted('POST', '/api/User/BulkCreate', { users });
    return ['POST', '/api/User/BulkCreate', { users }];
  },
  'inviting users': async () => ['POST', '/api/User/InviteUsers', { users: newUsers(500) }],
  'making a group of everybody': async () => {
    const users = newUsers(2000);
    await admitted('POST', '/api/User/BulkCreate', { users });
    const members = users.map(({ id }) => id);
    return ['POST', '/api/Group', { name: `all-${round}`, directoryUserMemberIDs: members }];
  },
  'deleting users': async () => {
    const users = newUsers(2000);
    await admitted('POST', '/api/User/BulkCreate', { users });
    return ['DELETE', '/api/User', { partitionGlobalId: p, userIds: users.map(({ id }) => id) }];
  },
  'changing settings': async () => {
    round += 1;
    return ['PUT', '/api/Setting', { settings: range(1000).map((n) => ({ key: `worst.${n}`, value: `${round}` })) }];
  },
  'resolving names and ids': async () => {
    const entityIds = range(1000).map(() => randomUUID());
    return ['POST', `/api/Directory/BulkResolve/${p}`, { entityIds, entityTypes: entityIds.map(() => 'User') }];
  },
  'registering an application': async () => {
    const redirectUri = range(100).map((n) => `https://${n}.example.test/${'x'.repeat(900)}`);
    return ['POST', '/api/ExternalClient', { name: 'x', redirectUri: redirectUri.join(), isConfidential: true }];
  },
  'making a user with many external logins': async () => {
    round += 1;
    const userLogins = range(1400).map((n) => ({ loginProvider: `p${n}`, providerKey: `${round}-${n}`.padEnd(30) }));
    return ['POST', '/api/User', { userName: `logins-${round}`, userLogins }];
  },
  'changing the attributes and the groups of a user': async () => {
    const [{ id } = { id: '' }, ...others] = newUsers(2);
    await admitted('POST', '/api/User/BulkCreate', { users: [{ id, userName: id }, ...others] });
    const names = range(4000).map((n) => `a${n}`);
    const body = {
      extensionUserAttributesToAddOrUpdate: Object.fromEntries(names.map((name) => [name, name])),
      extensionUserAttributesToRemove: names.map((name) => `${name}${name}`),
      groupIDsToRemove: range(400).map(() => randomUUID()),
    };
    return ['PUT', `/api/User/${id}`, body];
  },
  'registering a resource': async () => {
    round += 1;
    const scopes = range(500).map((n) => ({ name: `Worst.${round}.${n}`, description: 'x'.repeat(150), type: 3 }));
    return ['POST', '/api/ExternalApiResource', { partitionGlobalId: p, name: `worst-${round}`, scopes }];
  },
  'previewing a template of words within words': async () => {
    const value = '<div>words in words '.repeat(100) + 'a b '.repeat(45_000);
    return ['POST', '/api/MessageTemplate/1/preview', { value }];
  },
  'previewing a template': async () => {
    const conditions = '<a href="{{url}}/x">x</a><!-- <b>x</b> -->'.repeat(240);
    const value = `<a href="{{link}}">x</a>${conditions}${'{{displayName}}'.repeat(700)}${'<b>x</b>'.padEnd(96, ' &amp; y').repeat(1500)}`;
    return ['POST', '/api/MessageTemplate/1/preview', { value }];
  },
};

async function admitted(method: string, path: string, body: object) {
  const answer = await send({ method, path }, bearers[1] ?? '', JSON.stringify(body));
  assert.ok(answer.status < 400, `${path}: ${answer.status} ${answer.text}`);
  return answer;
}

describe('the largest request that is granted', () => {
  for (const [what, arrange] of Object.entries(granted)) {
    it(`holds the event loop no longer than any other: ${what}`, async () => {
      const { ms, status, text } = await leastHold(async () => {
        const [method, path, body] = await arrange();
        return () => send({ method, path }, bearers[1] ?? '', JSON.stringify(body));
      });
      assert.ok(status < 400 || /taken/.test(what), `${status} ${text}`);
      assert.ok(ms < longest, String(ms));
    });
  }

  it('does not keep those waiting who only read', async () => {
    const headers = { authorization: `Bearer ${bearers[0]}` };
    let isRunning = true;
    const making = admitted('POST', '/api/User/BulkCreate', { users: newUsers(2000) }).finally(() => {
      isRunning = false;
    });
    let answered = 0;
    while (isRunning) {
      const { status } = await fetch(`${gatehouse.url}/identity/api/User/${world.harry.id}`, { headers });
      assert.equal(status, 200);
      answered += 1;
    }
    await making;
    assert.ok(answered >= 5, String(answered));
  });
});
