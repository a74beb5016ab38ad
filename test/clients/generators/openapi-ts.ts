import { client } from './generated/client.gen.js';
import { groupCreateGroup, userChangePassword, userCreateUser, userGetUser } from './generated/sdk.gen.js';
import type { Refusal } from './generated/types.gen.js';

const { URL: url = '', TOKEN: token = '', ORGANIZATION: partitionGlobalId = '', NEW_USER = '' } = process.env;
client.setConfig({ baseUrl: url, auth: token });
const path = { userId: 'har-3107' };

const read = await userGetUser({ path });
if (!read.data) throw new Error(String(read.response?.status));
const { userName, type } = read.data;
const { response, error } = await userChangePassword({ path, body: { oldPassword: 'wrong', newPassword: 'wrong' } });
const refusal = error as Refusal; // An answer without a body, such as 401, is unknown here.
const made = await userCreateUser({ body: { userName: NEW_USER, type, partitionGlobalId } });
const missing = await userGetUser({ path: { userId: partitionGlobalId } });
const taken = await groupCreateGroup({ body: { name: 'Prefects', partitionGlobalId } });

process.stdout.write(
  JSON.stringify({
    userName,
    refused: [response?.status, refusal.succeeded, refusal.errors],
    made: made.data?.succeeded,
    missing: [missing.response?.status, (missing.error as Refusal).detail],
    taken: [taken.response?.status, (taken.error as Refusal).detail],
  }),
);
