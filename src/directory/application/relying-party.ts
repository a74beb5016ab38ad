import type { Application } from '../application.ts';
import { refusedClientKey } from './client-key.ts';
import { refusedRedirectUri } from './redirect-uri.ts';

/** What an application says of itself to be signed in to, and out of: the same however it is declared. */
export type RelyingParty = Pick<
  Application,
  | 'isConfidential'
  | 'redirectUris'
  | 'postLogoutRedirectUris'
  | 'jwks'
  | 'jwksUri'
  | 'backchannelLogoutUri'
  | 'backchannelLogoutSessionRequired'
>;

/** What is wrong with a declaration. */
export interface PartyFault {
  readonly member: keyof RelyingParty;
  /** Where in the member, when it holds several. */
  readonly at?: readonly (string | number)[];
  /** The continuation of the sentence that begins with the member. It quotes nothing. */
  readonly problem: string;
}

const mostUris = 100;

/** One for each signature that is tried: more keys than anybody rotates, and few enough to be tried. */
const mostKeys = 10;

/** The first thing that is wrong, if anything is. */
export function refusedParty(party: RelyingParty): PartyFault | undefined {
  const { isConfidential, jwks, jwksUri } = party;
  const keys = jwks ? ('jwks' as const) : ('jwksUri' as const);
  if (jwks && jwksUri !== undefined) return { member: 'jwksUri', problem: 'has no use beside jwks: name one of them' };
  if (provesWithKeys(party) && !isConfidential) {
    return { member: keys, problem: 'is only for confidential applications' };
  }
  return (
    refusedUris('redirectUris', party) ??
    refusedUris('postLogoutRedirectUris', party) ??
    refusedKeys(party) ??
    refusedServer('jwksUri', party) ??
    refusedServer('backchannelLogoutUri', party)
  );
}

/** Whether the application proves itself with what it signs, and with nothing else. */
export const provesWithKeys = ({ jwks, jwksUri }: Pick<Application, 'jwks' | 'jwksUri'>): boolean =>
  jwks !== undefined || jwksUri !== undefined;

function refusedUris(member: 'redirectUris' | 'postLogoutRedirectUris', party: RelyingParty): PartyFault | undefined {
  const uris = party[member] ?? [];
  if (uris.length > mostUris) return { member, problem: `must not have more than ${mostUris}` };
  for (const [index, uri] of uris.entries()) {
    const problem = refusedRedirectUri(uri) ?? (member === 'redirectUris' ? refusedInText(uri) : undefined);
    if (problem !== undefined) return { member, at: [index], problem };
  }
  return undefined;
}

/** The API has redirect URIs in one text: one with a comma would be two to whoever sends back what was read. */
const refusedInText = (uri: string): string | undefined =>
  uri.includes(',') ? 'must not have a comma, because lists of them have commas between them' : undefined;

function refusedKeys({ jwks }: RelyingParty): PartyFault | undefined {
  if (!jwks) return undefined;
  const refuse = (problem: string, ...at: number[]): PartyFault => ({ member: 'jwks', at: ['keys', ...at], problem });
  if (jwks.keys.length === 0) return refuse('must hold a key');
  if (jwks.keys.length > mostKeys) return refuse(`must hold at most ${mostKeys} keys`);
  for (const [index, key] of jwks.keys.entries()) {
    const problem = refusedClientKey(key);
    if (problem !== undefined) return refuse(problem, index);
  }
  return undefined;
}

/** A server of the application, which this one asks: over `https`, or on the same machine. */
function refusedServer(member: 'jwksUri' | 'backchannelLogoutUri', party: RelyingParty): PartyFault | undefined {
  const uri = party[member];
  if (uri === undefined) return undefined;
  const isWeb = /^https?:/i.test(uri);
  const problem = isWeb ? refusedRedirectUri(uri) : 'must be an https URL';
  return problem === undefined ? undefined : { member, problem };
}
