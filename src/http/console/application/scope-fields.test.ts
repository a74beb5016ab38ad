import assert from 'node:assert/strict';
import { it } from 'node:test';
import { countTurns, hold } from '../../../turns.fixture.ts';
import type { ConsoleVisit } from '../page.ts';
import type { ResourceAnswer } from './dto.ts';
import { scopeFields } from './scope-fields.ts';

it('the fields of very many scopes are written in turns, be they of one API or of many', async () => {
  const visit = { t: (key: string) => key, organization: { id: 'school' } } as unknown as ConsoleVisit;
  const scopes = Array.from({ length: 200 }, (_, n) => ({
    ...{ name: `Stock.${n}`, displayName: `Stock ${n}`, type: 'both' as const },
    /** Takes as long as the rest of a field does for five of them. */
    get description() {
      hold(0.1);
      return 'What is there';
    },
  }));
  const api = (name: string, some: ResourceAnswer['scopes']) =>
    ({ name, displayName: name, description: null, scopes: some }) as ResourceAnswer;
  const one = [api('Stock', scopes)];
  const many = scopes.map((scope) => api(scope.name, [scope]));
  for (const resources of [one, many]) {
    const turns = countTurns();
    const fields = await scopeFields(visit, { resources, grants: ['user', 'application'], scopes: [] });
    assert.ok(turns() > 3, 'others are served in between');
    assert.equal(String(fields).match(/ name="scope"/g)?.length, 400);
  }
});
