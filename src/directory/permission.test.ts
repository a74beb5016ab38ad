import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGroup } from './group/create.ts';
import { listGroups } from './group/read.ts';
import { accesses } from './permission/access.ts';
import { nobody, operator } from './permission/actor.ts';
import { type Permitted, permit, permitOperator } from './permission.ts';
import type { Store } from './store.ts';

describe('a proof of permission', () => {
  it('is asked for by every use case, and nothing but this file makes one: so says the compiler', () => {
    const unproven = async (store: Store, request: Omit<Parameters<typeof createGroup>[1], 'permitted'>) => {
      const proof = permitOperator('group.read', 'school');
      listGroups(store, proof);
      // @ts-expect-error An actor and an organization prove nothing.
      listGroups(store, { actor: operator, organizationId: 'school', access: 'group.read', object: undefined });
      // @ts-expect-error A copy of a proof is none, so that nobody carries it to another organization.
      listGroups(store, { ...proof, organizationId: 'other' });
      // @ts-expect-error The right to one thing is not the right to another.
      listGroups(store, permitOperator('group.write', 'school'));
      // @ts-expect-error What was decided for an organization was not decided for an object in it.
      const onAccount: Permitted<'group.read', { readonly id: string }> = proof;
      // @ts-expect-error A command carries one.
      await createGroup(store, request);
      return onAccount;
    };
    assert.equal(typeof unproven, 'function');
  });

  it('is given to nobody who has not signed in', () => {
    for (const access of Object.keys(accesses) as (keyof typeof accesses)[]) {
      const attempt = () => permit(nobody, access, 'school');
      if (access === 'anyone') assert.ok(attempt());
      else assert.throws(attempt, /Forbidden|ScopeMissing|belongs to another one|may do this/, access);
    }
  });
});
