import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cost, Spent } from '../admission/throttle.ts';
import type { Organization } from '../directory/organization.ts';
import type { AccessName } from '../directory/permission/access.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Infer, ObjectShape } from '../json/shape.ts';
import type { AnswerShape, DtoShape, Returned } from './answer-shape.ts';
import type { Parameters, Values } from './parameter.ts';
import type { RefusalName } from './refusal.ts';
import type { revokedHeader } from './revoked-header.ts';

/** Largest body in bytes, unless the operation says otherwise. */
export const defaultBodyLimit = 128 * 1024;

/**
 * The answer of an operation that succeeds: JSON of a shape, nothing, plain text (`text` says what it is), or what is
 * written while it is sent: a page or a file. A long answer is written while it is sent, too: it may be given as the elements of its
 * list, one after the other, and so may be a list that is a member of it, or of its elements.
 */
export type SuccessAnswer =
  | { readonly status: 200 | 201; readonly shape: AnswerShape; readonly isLong?: true }
  | { readonly status: 204 }
  | { readonly status: 200; readonly text: string }
  | { readonly status: 200; readonly pagesOf: { readonly name: string; readonly row: DtoShape } }
  | { readonly status: 200; readonly download: { readonly mediaType: string } };

/** A page of any length, row by row. */
export interface LongPage {
  readonly totalCount: number;
  readonly results: AsyncIterable<unknown>;
}

/** A file, piece by piece. */
export interface Download {
  readonly fileName: string;
  readonly content: AsyncIterable<string>;
}

/**
 * One operation of the API, described once: routing, the check of rights, the reading of parameters and body, the
 * writing of the answer, the API description and the tests of all these follow from it.
 *
 * The organization that an operation is about is named by a path parameter, a query parameter or a member of the body
 * called `partitionGlobalId`; where there is none, or it is empty, it is the one of the URL, else that of the token.
 */
export interface Endpoint {
  /** As in the published API, so that generated clients keep their method names. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  /** What a caller has to know beyond the summary. */
  readonly description?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the prefix, with parameters in braces: `/api/User/{userId}`. */
  readonly path: string;
  /** Other paths of the same operation: as `path`, or whole ones that begin with `/portal_/`, `/audit_/` or `/orchestrator_/`. */
  readonly aliases?: readonly string[];
  /** Whole paths of the same operation outside of every prefix. */
  readonly rootPaths?: readonly string[];
  /** Who may call it, by name: see `accesses`. */
  readonly access: AccessName;
  readonly parameters: Parameters;
  readonly query: Parameters;
  readonly body?: ObjectShape;
  /** Whether a request without a body is read as one with all members absent. */
  readonly isBodyOptional?: boolean;
  /** The member that a body which is a bare array stands for, where older clients send one. */
  readonly bareListMember?: string;
  /** Largest body in bytes, where `defaultBodyLimit` is more than is needed, or less. */
  readonly bodyLimit?: number;
  /** Of an operation that needs no token: what a call costs the network of the caller. */
  readonly cost?: Cost;
  /**
   * Whether a password is hashed: always, or when the body has the member of that name. Then the caller waits for a turn
   * to hash instead of one to write.
   */
  readonly hashes?: true | string;
  /** Whether nothing is written, though the method says so: then the caller waits for no turn, and takes nobody else one. */
  readonly changesNothing?: true;
  readonly answer: SuccessAnswer;
  /** Headers of its own that the answer can have. */
  readonly headers?: readonly ('Location' | 'X-Total-Count' | typeof revokedHeader)[];
  /** Ways to refuse that do not follow from the rest of the description. */
  readonly refusals?: readonly RefusalName[];
  /**
   * What may take seconds and writes nothing, such as opening a file: it is done before the caller waits for a turn, which it would
   * keep from others, and the right of the caller is looked up anew behind it. What it returns is given to `handle`.
   */
  readonly prepare?: (call: Call<never, never, never, never>) => Promise<unknown>;
  readonly handle: (call: Call<never, never, never, never>, prepared: never) => Promise<unknown>;
  /**
   * Of a GET that writes, what is done for a HEAD, which changes nothing (RFC 9110 section 9.2.1): the same refusals, and something
   * of the shape of the answer. A GET without it only reads.
   */
  readonly handleHead?: (call: Call<never, never, never, never>) => Promise<unknown>;
}

/** A request that has been authenticated, authorized and read. */
export interface Call<
  P extends Parameters = Parameters,
  Q extends Parameters = Parameters,
  B = unknown,
  N extends AccessName = AccessName,
> {
  /** That the caller may do in the organization what the description names; use cases ask for it. */
  readonly permitted: Permitted<N>;
  /** The organization that the operation is about. */
  readonly organization: Organization;
  readonly parameters: Values<P>;
  readonly query: Values<Q>;
  readonly body: B;
  readonly traceId: string;
  readonly clientIp: string;
  readonly userAgent: string | null;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
  /**
   * Authenticates and authorizes the caller anew: after a wait for a turn to hash.
   *
   * @throws GatehouseError when the caller has no right to it any more.
   */
  readonly requireRight: () => Promise<void>;
  /** Where the API is as the caller sees it, such as `/identity`: for links. */
  readonly prefix: string;
  /** The exchange itself, for what cookies do. */
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the request has counted for its network. */
  readonly spent: Spent | undefined;
  /** Sets a header of the answer. */
  readonly header: (name: string, value: string) => void;
}

type Result<A extends SuccessAnswer> = A extends { readonly pagesOf: unknown }
  ? LongPage
  : A extends { readonly download: unknown }
    ? Download
    : A extends { readonly shape: infer S extends AnswerShape }
      ? A extends { readonly isLong: true }
        ? Long<Returned<S>>
        : Returned<S>
      : A extends { readonly text: string }
        ? string
        : unknown;

type Long<T> = T extends readonly (infer Element)[]
  ? readonly WithLists<Element>[] | AsyncIterable<WithLists<Element>>
  : WithLists<T>;

/** The lists that are members of it, as they come. */
export type WithLists<T> = {
  readonly [K in keyof T]: T[K] | (T[K] extends readonly (infer Element)[] ? AsyncIterable<Element> : never);
};

interface Description<
  N extends AccessName,
  P extends Parameters,
  Q extends Parameters,
  B extends ObjectShape,
  A extends SuccessAnswer,
  T,
> extends Omit<Endpoint, 'access' | 'parameters' | 'query' | 'body' | 'answer' | 'prepare' | 'handle' | 'handleHead'> {
  readonly access: N;
  readonly parameters?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly prepare?: (call: Call<P, Q, Infer<B>, N>) => Promise<T>;
  /** Nothing is inferred from it: the compiler would unfold the shapes of the body and of the answer without end. */
  readonly handle: NoInfer<(call: Call<P, Q, Infer<B>, N>, prepared: T) => Promise<Result<A>>>;
  readonly handleHead?: NoInfer<(call: Call<P, Q, Infer<B>, N>) => Promise<Result<A>>>;
}

/** An operation without authentication has to say how much may be sent. */
type Limited<N extends AccessName> = N extends 'anyone'
  ? { readonly bodyLimit: number } | { readonly body?: undefined }
  : unknown;

/** Gives a description the types of its own parts, then forgets them, so that all can stand in one list. */
export function describeEndpoint<
  const N extends AccessName,
  const A extends SuccessAnswer,
  P extends Parameters = Record<never, never>,
  Q extends Parameters = Record<never, never>,
  B extends ObjectShape = ObjectShape<Record<never, never>>,
  T = undefined,
>(description: Description<N, P, Q, B, A, T> & Limited<N>): Endpoint {
  return { parameters: {}, query: {}, ...description } as Endpoint;
}
