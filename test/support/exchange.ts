import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** What of `fetch` tests ask with. */
export type Ask = (url: string | URL, init?: RequestInit) => Promise<Answered>;

export type Answered = Pick<Response, 'status' | 'headers' | 'text'>;

/** What `fetch` of Node says by itself. */
const usual = {
  ...{ accept: '*/*', 'accept-language': '*', 'sec-fetch-mode': 'cors', 'user-agent': 'node' },
  'accept-encoding': 'gzip, deflate',
} as const;

/** Asks as `fetch` does, which takes four times as long, and follows no redirect. */
export const exchange: Ask = async (url, init = {}) => {
  const { method = 'GET', signal } = init;
  const { type, bytes } = await bodyOf(init.body);
  const headers = {
    ...usual,
    ...(type === null ? {} : { 'content-type': type }),
    ...Object.fromEntries(new Headers(init.headers)),
    ...(bytes === undefined ? {} : { 'content-length': String(bytes.length) }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const sent = request(url, { method, headers, ...(signal ? { signal } : {}) }, (came) => {
    const chunks: Buffer[] = [];
    came.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
    came.once('end', () => {
      const answered = new Headers();
      for (const [name, values] of Object.entries(came.headersDistinct))
        for (const value of values ?? []) answered.append(name, value);
      const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      const plain = answered.get('content-encoding') === 'gzip' && whole.length > 0 ? gunzipSync(whole) : whole;
      resolve({ status: came.statusCode ?? 0, headers: answered, text: async () => new TextDecoder().decode(plain) });
    });
  });
  sent.once('error', reject).end(bytes);
  return await promise;
};

/** With the type that a form or a text has by itself. */
async function bodyOf(body: RequestInit['body']): Promise<{ type: string | null; bytes: Buffer | undefined }> {
  if (body === undefined || body === null) return { type: null, bytes: undefined };
  if (typeof body === 'string') return { type: 'text/plain;charset=UTF-8', bytes: Buffer.from(body) };
  if (body instanceof URLSearchParams) {
    return { type: 'application/x-www-form-urlencoded;charset=UTF-8', bytes: Buffer.from(body.toString()) };
  }
  const whole = new Response(body);
  return { type: whole.headers.get('content-type'), bytes: Buffer.from(await whole.arrayBuffer()) };
}
