import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTurns, hold } from '../../turns.fixture.ts';
import type { AuditLog, AuditQuery, StoredAuditEntry } from '../audit.ts';
import { permitOperator } from '../permission.ts';
import { readAudit } from './read.ts';

test('between entries that take long to write, others have their turn', async () => {
  const entries = Array.from({ length: 10 }, () => ({ details: '{}' }) as StoredAuditEntry);
  const audit = { read: async () => entries } as Partial<AuditLog> as AuditLog;
  const query: AuditQuery = { orderBy: 'category', descending: false, skip: 0, limit: 10 };
  const stop = countTurns();
  for await (const _ of readAudit({ audit }, permitOperator('audit.read', 'hogwarts'), query)) hold(10);
  assert.ok(stop() >= 8);
});
