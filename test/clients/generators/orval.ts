import { groupCreateGroup, userChangePassword, userCreateUser, userGetUser } from './generated/api.js';

const { TOKEN: token = '', ORGANIZATION: partitionGlobalId = '', NEW_USER = '' } = process.env;
const options = { headers: { authorization: `Bearer ${token}` } };
const userId = 'har-3107';

const read = await userGetUser(userId, options);
if (read.status !== 200) throw new Error(String(read.status));
const { userName, type } = read.data;
const refused = await userChangePassword(userId, { oldPassword: 'wrong', newPassword: 'wrong' }, options);
if (refused.status !== 400) throw new Error(String(refused.status));
const made = await userCreateUser({ userName: NEW_USER, type, partitionGlobalId }, options);
const missing = await userGetUser(partitionGlobalId, options);
const taken = await groupCreateGroup({ name: 'Prefects', partitionGlobalId }, options);

process.stdout.write(
  JSON.stringify({
    userName,
    refused: [refused.status, refused.data.succeeded, refused.data.errors],
    made: made.status === 200 && made.data.succeeded,
    missing: [missing.status, missing.status === 404 ? missing.data.detail : undefined],
    taken: [taken.status, taken.status === 409 ? taken.data.detail : undefined],
  }),
);
