import { type Application, type Applications, maxClientIdLength } from '../../directory/application.ts';
import type { IdTokenHint } from '../jwt/id-token.ts';
import { isRegisteredUri } from '../provider/redirect-uri.ts';
import type { LogoutRequest, Logouts } from './logout.ts';
import type { BrowserSessions } from './session.ts';

export interface LogoutParts {
  readonly applications: Applications;
  readonly sessions: BrowserSessions;
  readonly readHint: (text: string) => Promise<IdTokenHint | undefined>;
}

/** A valid request, with its hint, or why it is refused, and whose it is as far as that is known. */
export type LogoutRequestResult =
  | (LogoutRequest & { readonly hint: IdTokenHint | undefined; readonly refusal?: never })
  | { readonly refusal: string; readonly clientId?: string };

export function createLogouts(parts: LogoutParts): Logouts {
  const find = async (query: URLSearchParams): Promise<LogoutRequest> => {
    const read = await readLogoutRequest(parts, query);
    return read.refusal === undefined ? read : { application: undefined, redirectTo: undefined };
  };
  return {
    find,
    async finish(request, response, query) {
      await parts.sessions.end(request, response);
      return (await find(query)).redirectTo;
    },
  };
}

/** The maximum length of each parameter, in characters. */
const maxLengths = {
  id_token_hint: 16_384,
  client_id: maxClientIdLength,
  post_logout_redirect_uri: 2048,
  state: 2048,
  ui_locales: 2048,
};

export async function readLogoutRequest(
  { applications, readHint }: LogoutParts,
  query: URLSearchParams,
): Promise<LogoutRequestResult> {
  const tooLong = Object.entries(maxLengths).find(([name, most]) => (query.get(name) ?? '').length > most);
  if (tooLong) return { refusal: `${tooLong[0]} must not be longer than ${tooLong[1]} characters` };
  const given = query.get('id_token_hint') || undefined;
  const hint = given === undefined ? undefined : await readHint(given);
  if (given !== undefined && !hint) return { refusal: 'Invalid id_token_hint' };
  const clientId = query.get('client_id') || hint?.clientId;
  if (hint && hint.clientId !== clientId) return { refusal: 'client_id does not match the id_token_hint' };
  const application = clientId === undefined ? undefined : await applications.findByClientId(clientId);
  if (clientId !== undefined && !application?.isActive) return { refusal: 'Unknown client', clientId };
  const uri = query.get('post_logout_redirect_uri') || undefined;
  if (uri === undefined) return { application, redirectTo: undefined, hint };
  // It is not known whose address it is: it is ignored.
  if (!application) return { application, redirectTo: undefined, hint };
  if (!mayReturnTo(application, uri)) return { refusal: 'Invalid post_logout_redirect_uri', clientId: application.id };
  return { application, redirectTo: withState(uri, query.get('state')), hint };
}

const mayReturnTo = ({ redirectUris, postLogoutRedirectUris = [] }: Application, uri: string): boolean =>
  isRegisteredUri([...redirectUris, ...postLogoutRedirectUris], uri);

function withState(uri: string, state: string | null): string {
  if (!state) return uri;
  const url = new URL(uri);
  url.search = `${url.search}${url.search === '' ? '' : '&'}${new URLSearchParams({ state })}`;
  return url.href;
}
