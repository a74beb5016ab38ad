import type { Actor } from '../directory/permission.ts';
import type { Infer, ObjectShape } from './json/shape.ts';

/**
 * One operation of the API, described once: routing, the check of scopes, the reading of parameters and body, and the
 * writing of the answer all follow from it.
 */
export interface Endpoint<Name extends string = string, Body extends ObjectShape = ObjectShape> {
  /** As in the published API, so that generated clients keep their method names. */
  readonly operationId: string;
  readonly summary: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the prefix, with parameters in braces: `/api/User/{userId}`. */
  readonly path: string;
  /** Any one of them is enough. There is no operation without a scope. */
  readonly scopes: readonly [string, ...string[]];
  /** For every parameter of the path, whether a text can be its value. */
  readonly parameters: Readonly<Record<Name, (text: string) => boolean | Promise<boolean>>>;
  readonly body: Body;
  /** Largest body in bytes, where less than the server's limit is enough. */
  readonly bodyLimit?: number;
  /** Of the answer when all went well. */
  readonly status: 200 | 201 | 204;
  readonly handle: (call: Call<Name, Body>) => Promise<unknown>;
}

/** A request that has been authenticated, is in scope, and could be read. */
export interface Call<Name extends string = string, Body extends ObjectShape = ObjectShape> {
  readonly actor: Actor;
  readonly parameters: Readonly<Record<Name, string>>;
  readonly body: Infer<Body>;
  readonly traceId: string;
  readonly clientIp: string;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** Gives a description the types of its own parameters and body, then forgets them, so that all can stand in one list. */
export function describeEndpoint<Name extends string, Body extends ObjectShape>(
  endpoint: Endpoint<Name, Body>,
): Endpoint {
  return endpoint as unknown as Endpoint;
}
