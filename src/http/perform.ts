import { type Caller, callerOf as newCaller } from '../admission/caller.ts';
import type { Gate } from '../admission/gate.ts';
import type { LargeWrites } from '../admission/large-writes.ts';
import { nobody } from '../directory/permission/actor.ts';
import { permit } from '../directory/permission.ts';
import type { Call, Endpoint } from '../operation/endpoint.ts';
import type { LongAnswers } from './answer/long-answers.ts';
import { type ApiAuthorization, type AuthorizedCaller, organizationOfCall } from './authorization.ts';
import { bind, type Sent } from './bind.ts';
import type { ReaderThread } from './body/reader-thread.ts';

export interface PerformOptions {
  readonly authorization: ApiAuthorization;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  /** Where those of an organization who write much wait before that. */
  readonly largeWrites: LargeWrites;
  readonly readerThread: ReaderThread;
  readonly longAnswers: LongAnswers;
}

/** What is known of a call when it was read: the rest is known of the request that it came with. */
export type Decided = Pick<Call, 'permitted' | 'organization' | 'parameters' | 'query' | 'body' | 'requireRight'>;

/**
 * Performs an operation for a caller whose right to it was checked: reads what was sent, finds the organization, waits for a
 * turn. The way of every call, whether it comes over HTTP or from a page of the console.
 *
 * @param requireRight authenticates and authorizes the caller anew, for the organization.
 * @returns what the operation returned, not yet written.
 * @throws GatehouseError ValidationFailed, Forbidden, NotFound, Overloaded, or whatever the operation refuses with.
 */
export async function perform(
  endpoint: Endpoint,
  { authorization, writing, largeWrites, readerThread, longAnswers }: PerformOptions,
  caller: AuthorizedCaller,
  sent: Sent,
  callOf: (decided: Decided) => Call,
  requireRight: (organizationId: string) => Promise<void>,
): Promise<unknown> {
  const bound = await bind(sent, endpoint, readerThread);
  const organization = await organizationOfCall(authorization, caller, bound);
  const permitted = permit(caller.actor, endpoint.access, organization.id, caller.ownAccountId);
  const call = callOf({ permitted, organization, ...bound, requireRight: () => requireRight(organization.id) });
  const hasWaited = await longAnswers.enter(endpoint, organization.id, call.response);
  const handleHead = call.request.method === 'HEAD' ? endpoint.handleHead : undefined;
  if (handleHead) return await handleHead(call as Call<never, never, never, never>);
  const prepared = await endpoint.prepare?.(call as Call<never, never, never, never>);
  const takesTurn = writes(endpoint, bound.body);
  // Whoever is not known writes little, and must not take the place of those who are.
  const isLarge = takesTurn && caller.actor !== nobody && (sent.body?.length ?? 0) > largeBody;
  using among = isLarge ? await largeWrites.enter(callerOf(call), call.signal) : undefined;
  using turn = takesTurn ? await writing.enter(callerOf(call), call.signal) : undefined;
  if (hasWaited || endpoint.prepare || among?.hasWaited || turn?.hasWaited) await call.requireRight();
  return await endpoint.handle(call as Call<never, never, never, never>, prepared as never);
}

/** In bytes. What is smaller names fifty ids at most, and is written in a moment. */
const largeBody = 2 * 1024;

/** Whether the caller waits for a turn to write. One that hashes waits for a turn to hash instead, which covers its writes. */
function writes({ method, hashes, changesNothing, handleHead }: Endpoint, body: unknown): boolean {
  if (changesNothing) return false;
  if (method === 'GET') return handleHead !== undefined;
  if (typeof hashes !== 'string') return hashes === undefined;
  return ((body as Readonly<Record<string, unknown>>)[hashes] ?? null) === null;
}

const callerOf = ({ permitted: { actor }, organization, clientIp }: Call): Caller =>
  newCaller({ organizationId: organization.id, clientIp, account: actor.id }, actor !== nobody);
