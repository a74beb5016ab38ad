import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** Sends the head of a request with a body of JSON, and waits until the server has taken it and waits for the body. */
export async function beginLate(url: string, headers: Readonly<Record<string, string>>): Promise<ClientRequest> {
  const all = {
    'content-type': 'application/json',
    'transfer-encoding': 'chunked',
    expect: '100-continue',
    ...headers,
  };
  const begun = request(url, { method: 'POST', headers: all });
  begun.flushHeaders();
  await once(begun, 'continue');
  return begun;
}

/** Sends the body, and gives the status of the answer. */
export async function finishLate(begun: ClientRequest, body: object): Promise<number | undefined> {
  begun.end(JSON.stringify(body));
  const [answer] = (await once(begun, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
