import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditLog } from '../audit.ts';
import { operator } from '../permission/actor.ts';
import { type AuditEvent, auditActor, auditEntry, onTheMachine, operatorEntry } from './entry.ts';

const at = Date.UTC(2040, 4, 4);
const actor = { type: 'application', id: 'owl-post', name: 'Owl Post', email: null } as const;
const event: AuditEvent = {
  organizationId: 'gryffindor',
  category: 'User',
  action: 'Update',
  targetId: 'harry',
  details: { before: {}, after: {} },
};

describe('an audit entry', () => {
  it('says what happened, who did it, from where and when', () => {
    const origin = { traceId: 'trace', clientIp: '192.0.2.1' };
    assert.deepEqual({ ...auditEntry(origin, actor, at, event) }, { ...event, ...origin, actor, at });
  });

  it('takes nothing else over from the request that it is given as its origin', () => {
    const request = { traceId: 'trace', clientIp: '192.0.2.1', newPassword: 'al0h0m0ra', organizationId: 'slytherin' };
    const entry = auditEntry(request, actor, at, event);
    assert.equal(entry.organizationId, 'gryffindor');
    assert.doesNotMatch(JSON.stringify(entry), /al0h0m0ra|newPassword/);
  });

  it('of the operator has no request, and names the server itself', () => {
    const { traceId, clientIp, actor: who } = operatorEntry(at, event);
    assert.deepEqual({ traceId, clientIp }, { traceId: null, clientIp: null });
    assert.deepEqual(who, { type: 'system', id: null, name: 'Gatehouse', email: null });
    assert.deepEqual(who, auditActor(operator));
  });

  it('is made in one place alone, so that none can lack its trace', () => {
    const entry = auditEntry(onTheMachine, actor, at, event);
    const refused = (log: AuditLog) => [
      // @ts-expect-error: a literal is no entry, also a complete one.
      log.append({ ...event, actor, at, traceId: null, clientIp: null }),
      // @ts-expect-error: nor is a copy, which could say something else.
      log.append({ ...entry, organizationId: 'slytherin' }),
      // @ts-expect-error: a request without its trace is no origin.
      log.append(auditEntry({ clientIp: '192.0.2.1' }, actor, at, event)),
    ];
    assert.equal(typeof refused, 'function');
  });
});
