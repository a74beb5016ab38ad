import { assertAsDescribed } from './described.ts';
import { exchange } from './exchange.ts';
import type { Gatehouse } from './gatehouse.ts';
import { world } from './world.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body read as JSON; undefined when it is empty. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
  readonly json: any;
}

/** Every successful answer of the API is held against its description on the way. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await exchange(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const json = isJson ? JSON.parse(text) : undefined;
  const { status, headers } = response;
  await assertAsDescribed(init.method ?? 'GET', url, { status, headers, body: json });
  return { status: response.status, headers: response.headers, text, json };
}

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** A token of an application; of the example world's all-powerful one unless another is named. */
export async function token(
  gatehouse: Pick<Gatehouse, 'url'>,
  scope = 'PM.User',
  { id, secret }: Credentials = world.application,
): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret, scope });
  const answer = await send(`${gatehouse.url}/identity/connect/token`, { method: 'POST', body: form });
  if (answer.status !== 200) throw new Error(`no token: ${answer.text}`);
  return answer.json.access_token;
}

export interface ChangeOptions {
  readonly bearer: string;
  readonly userId: string;
  /** Everything before `/api`. */
  readonly prefix?: string;
  readonly headers?: Record<string, string>;
}

/** Posts `body` as it is when it is a string, and as JSON otherwise. */
export function postChange(gatehouse: Pick<Gatehouse, 'url'>, options: ChangeOptions, body: unknown): Promise<Answer> {
  const { bearer, userId, prefix = '/identity', headers } = options;
  return send(`${gatehouse.url}${prefix}/api/User/${encodeURIComponent(userId)}/changepassword`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
