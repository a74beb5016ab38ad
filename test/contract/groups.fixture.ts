import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, token } from '../support/http.ts';
import { world } from '../support/world.ts';

export const partitionGlobalId = world.organization.id;
export const groups = `/api/Group/${partitionGlobalId}`;
export const ids = (members: readonly { identifier: string }[]) => members.map(({ identifier }) => identifier);

/** A person who can be a member, and an application that manages groups. */
export function useGroups() {
  const member = {} as Account;
  let bearer: string;
  const gatehouse = useGatehouse(async (started) => {
    bearer = await token(started, 'PM.Group PM.RobotAccount PM.User');
    Object.assign(member, await createAccount(started, null));
  });
  const call = apiOf(gatehouse, () => bearer);
  const create = (body: object): Promise<Answer> => call('POST', '/api/Group', { partitionGlobalId, ...body });
  const update = (id: string, body: object): Promise<Answer> =>
    call('PUT', `/api/Group/${id}`, { partitionGlobalId, ...body });
  const createRobot = async (name: string): Promise<string> =>
    (await call('POST', '/api/RobotAccount', { partitionGlobalId, name })).json.id;
  const audited = async (targetId: string) =>
    await gatehouse.db.selectFrom('audit_entries').selectAll().where('target_id', '=', targetId).execute();

  return { gatehouse, member, call, create, update, createRobot, audited };
}
