import { beforeEach } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';

export const day = 24 * 60 * 60_000;

/** A token as its owner asks for one. */
export const command = (changes: object = {}) => ({
  description: 'Homework',
  scopes: ['PM.User'],
  expiryTime: new Date(Date.now() + 30 * day).toISOString(),
  ...changes,
});

/** For each test another person, who manages personal access tokens. */
export function usePersonalAccessTokens() {
  const account = {} as Account;
  let bearer: string;
  const gatehouse = useGatehouse();
  beforeEach(async () => {
    Object.assign(account, await createAccount(gatehouse, null));
    bearer = await userToken(gatehouse, account, ['PM.User', 'PM.Group.Read']);
  });

  const call = (method: string, path: string, body?: object, as: string | undefined = bearer) =>
    send(`${gatehouse.url}/identity/api/ReferenceToken${path}`, {
      method,
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  /** Asks for something impossible: 400 when the token is accepted, 401 when it is not. */
  const status = async (value: string) =>
    (await postChange(gatehouse, { bearer: value, userId: account.id }, {})).status;

  return { gatehouse, account, bearer: () => bearer, call, status };
}
