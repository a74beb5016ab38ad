import createClient from 'openapi-fetch';
import type { paths } from './generated/schema.js';

const { URL: url = '', TOKEN: token = '', ORGANIZATION: partitionGlobalId = '', NEW_USER = '' } = process.env;
const api = createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${token}` } });
const path = { userId: 'har-3107' };

const read = await api.GET('/api/User/{userId}', { params: { path } });
if (!read.data) throw new Error(String(read.response.status));
const { userName, type } = read.data;
const change = { params: { path }, body: { oldPassword: 'wrong', newPassword: 'wrong' } };
const { response, error } = await api.POST('/api/User/{userId}/changepassword', change);
const made = await api.POST('/api/User', { body: { userName: NEW_USER, type, partitionGlobalId } });
const missing = await api.GET('/api/User/{userId}', { params: { path: { userId: partitionGlobalId } } });
const taken = await api.POST('/api/Group', { body: { name: 'Prefects', partitionGlobalId } });

process.stdout.write(
  JSON.stringify({
    userName,
    refused: [response.status, error?.succeeded, error?.errors],
    made: made.data?.succeeded,
    missing: [missing.response.status, missing.error?.detail],
    taken: [taken.response.status, taken.error?.detail],
  }),
);
