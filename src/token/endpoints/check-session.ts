import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { browserStateCookie } from '../browser/browser-state.ts';

/**
 * Receives `client_id session_state` and replies whether the person's session is still the same (OpenID Connect Session
 * Management section 3.2). It only reads the cookie of the browser state.
 */
const script = `
const state = () => document.cookie.match(/(?:^|; )${browserStateCookie}=([^;]*)/)?.[1];
const digest = async (text) => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...bytes)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
};
addEventListener('message', async ({ data, origin, source }) => {
  if (typeof data !== 'string' || source === window) return;
  const [clientId, sessionState, ...rest] = data.split(' ');
  const [known, salt] = (sessionState ?? '').split('.');
  const own = state();
  // Without the cookie, which a browser may withhold from a frame, the state is not known.
  if (!clientId || !known || !salt || rest.length > 0 || !own) return source.postMessage('error', origin);
  const found = await digest([clientId, origin, own, salt].join(' '));
  source.postMessage(found === known ? 'unchanged' : 'changed', origin);
});
`;

const page = `<!doctype html><html lang="en"><title>Session</title><script>${script}</script></html>`;

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-length': Buffer.byteLength(page),
  'content-security-policy': `default-src 'none'; script-src 'sha256-${hash('sha256', script, 'base64')}'; base-uri 'none'`,
  'cache-control': 'public, max-age=300',
  'x-content-type-options': 'nosniff',
};

/** Sends the page that applications load in an invisible frame. */
export function handleCheckSession(response: ServerResponse): void {
  response.writeHead(200, headers).end(page);
}
