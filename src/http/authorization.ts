import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { candidateIds, parseUuid, zeroUuid } from '../directory/identifier.ts';
import type { Organization, Organizations } from '../directory/organization.ts';
import { accessOf } from '../directory/permission/access.ts';
import { type Actor, nobody } from '../directory/permission/actor.ts';
import { requireAccess, requireOrganization } from '../directory/permission.ts';
import { pathOf } from '../directory/url-parts.ts';
import { entityNotFound, GatehouseError, invalidMember } from '../errors.ts';
import type { Call, Endpoint } from '../operation/endpoint.ts';
import type { DpopRequest } from '../token/token-service.ts';
import { entranceOf } from './entrance.ts';
import type { RouteRequest } from './route.ts';
import { organizationOfUrl } from './url-organization.ts';

/** How callers of the API are authenticated, and where organizations are found. */
export interface ApiAuthorization {
  /** @throws GatehouseError Unauthenticated. */
  readonly authenticateBearer: (authorization: string | undefined, sent: DpopRequest) => Promise<Actor>;
  /**
   * The person who is signed in with the browser.
   *
   * @throws GatehouseError Unauthenticated.
   */
  readonly authenticateBrowser: (request: IncomingMessage) => Promise<Actor>;
  readonly organizations: Organizations;
}

/** Who calls, which account the URL names if it is the caller's own, and the organization of the URL if it names one. */
export interface AuthorizedCaller {
  readonly actor: Actor;
  readonly ownAccountId: string | undefined;
  readonly organization: Organization | undefined;
}

/** The proof of possession (RFC 9449) that came with the request, if any. */
function sentProof({ headers, method, originalUrl, caller }: FastifyRequest, askedMsAgo: number): DpopRequest {
  const { dpop: proof } = headers;
  const sent = { proof: typeof proof === 'string' ? proof : undefined, method, path: pathOf(originalUrl) };
  return { ...sent, wasVerified: caller !== undefined, askedMsAgo };
}

/**
 * Authenticates the caller and checks the right to the operation, as far as that can be decided before the request is read.
 *
 * @param askedMsAgo of a request that is being answered since: a token that was good then has not expired by now.
 * @throws GatehouseError Unauthenticated, Forbidden, ScopeMissing or NotFound.
 */
export async function authorizeRequest(
  request: RouteRequest,
  endpoint: Endpoint,
  { authenticateBearer: authenticate, authenticateBrowser, organizations }: ApiAuthorization,
  askedMsAgo = 0,
): Promise<AuthorizedCaller> {
  const { access, operationId } = endpoint;
  request.account.operation = operationId;
  const ofUrl = () => organizationOfUrl(organizations, entranceOf(request.raw));
  const { who } = accessOf(access);
  if (who === 'anyone') return { actor: nobody, ownAccountId: undefined, organization: await ofUrl() };
  const actor =
    who === 'browser'
      ? await authenticateBrowser(request.raw)
      : await authenticate(request.headers.authorization, sentProof(request, askedMsAgo));
  const { type, id, organizationId } = actor;
  Object.assign(request.account, { organizationId, actor: `${type} ${id}` });
  return await authorize(actor, endpoint, request.params, ofUrl);
}

/**
 * Who calls, when all of the request is there. Whoever sends the body slowly is authenticated and authorized again: what ended
 * a token or took a right meanwhile counts, however early the head of the request was sent.
 *
 * @throws GatehouseError as `authorizeRequest`.
 */
export async function callerOfWhole(
  request: RouteRequest,
  endpoint: Endpoint,
  authorization: ApiAuthorization,
): Promise<AuthorizedCaller> {
  if (request.caller && request.wasWhole) return request.caller;
  return await authorizeRequest(request, endpoint, authorization);
}

/**
 * Checks the right of the actor to the operation, as far as that can be decided before what was sent is read, and only then
 * finds out where it is asked for.
 *
 * @throws GatehouseError Forbidden, ScopeMissing, or whatever keeps the organization from being found.
 */
export async function authorize(
  actor: Actor,
  { access }: Endpoint,
  { userId }: Readonly<Record<string, string>>,
  findOrganization: () => Promise<Organization | undefined>,
): Promise<AuthorizedCaller> {
  const ownAccountId =
    userId === undefined ? undefined : candidateIds(userId).find((candidate) => candidate === actor.id);
  requireAccess(actor, access, ownAccountId);
  const organization = await findOrganization();
  if (organization) requireOrganization(actor, organization.id);
  return { actor, ownAccountId, organization };
}

/**
 * The organization that the operation is about. Whether the caller reaches it, `permit` decides.
 *
 * @throws GatehouseError ValidationFailed or NotFound; InvalidPartition when it is not that of the URL, or is another in the body.
 */
export async function organizationOfCall(
  { organizations }: ApiAuthorization,
  { actor, organization: ofUrl }: AuthorizedCaller,
  { parameters, query, body }: Pick<Call, 'parameters' | 'query' | 'body'>,
): Promise<Organization> {
  const [named, ...others] = [parameters, query, body].map(memberOf).filter((id) => id && id !== zeroUuid);
  const inPath = memberOf(parameters);
  if (named === undefined) {
    if (inPath === zeroUuid && !actor.isHost) throw entityNotFound();
    return ofUrl ?? (await ownOrganization(organizations, actor));
  }
  const organization = await organizations.findById(named);
  if (!organization) throw parseUuid(named) ? entityNotFound() : notAnId(named);
  const isSame = others.every((id = '') => candidateIds(id).includes(organization.id));
  if (!isSame || (ofUrl && ofUrl.id !== organization.id)) throw new GatehouseError({ code: 'InvalidPartition' });
  return organization;
}

const memberOf = (part: unknown): string | undefined => {
  const value = (part as { partitionGlobalId?: unknown } | null)?.partitionGlobalId;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

async function ownOrganization(organizations: Organizations, actor: Actor): Promise<Organization> {
  const organization = await organizations.findById(actor === nobody ? zeroUuid : actor.organizationId);
  if (!organization) throw entityNotFound();
  return organization;
}

const notAnId = (text: string) => invalidMember('partitionGlobalId', `The value '${text}' is not valid.`);
