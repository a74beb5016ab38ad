import type { Organization } from '../../directory/organization.ts';
import type { Actor } from '../../directory/permission/actor.ts';
import { permit } from '../../directory/permission.ts';
import { GatehouseError } from '../../errors.ts';
import { type Call, type Download, defaultBodyLimit, type Endpoint, type LongPage } from '../../operation/endpoint.ts';
import { createPieceWriter } from '../answer/pieces.ts';
import type { Writer } from '../answer/write.ts';
import { authorize } from '../authorization.ts';
import { writerOf } from '../dispatch.ts';
import type { SavedFile, Visit } from '../pages/visit.ts';
import { type Decided, type PerformOptions, perform } from '../perform.ts';
import { secondLookMs, whilePermitted } from '../while-permitted.ts';

type QueryValue = string | number | boolean | undefined;

interface OperationInput {
  /** Of the path. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What is undefined is left out; a list is given several times. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  /** What would be sent as JSON. */
  readonly body?: unknown;
  /** Gets the headers of the answer, under names in lower case. */
  readonly headers?: Map<string, string>;
}

/**
 * Calls an operation of the API by its id. The answer is what would stand on the wire, with enumerations as names: moments
 * are texts. Of a file, it is the `SavedFile`; of an operation that answers with nothing, undefined.
 *
 * @throws GatehouseError whatever the API would refuse the request with.
 */
export type CallOperation = <T = unknown>(operationId: string, input?: OperationInput) => Promise<T>;

/** The operations as this person may call them, about this organization where they name no other. */
export type Operations = (visit: Visit, actor: Actor, organization: Organization) => CallOperation;

/**
 * Operations without HTTP: the same check of rights, the same reading of parameters and body, the same turn, and the same
 * entry in the audit log as for a request of an API client.
 */
export function createOperations(endpoints: readonly Endpoint[], options: PerformOptions): Operations {
  const { authenticateBrowser } = options.authorization;
  const known = new Map(endpoints.map((endpoint) => [endpoint.operationId, endpoint]));
  return (visit, actor, organization) => {
    let current = { actor, at: performance.now(), calls: 0 };
    /** A page that calls many does not go on for a person whose right has ended meanwhile. */
    const currentActor = async () => {
      current.calls += 1;
      if (current.calls <= callsOfLook && performance.now() - current.at < secondLookMs) return current.actor;
      current = { actor: await authenticateBrowser(visit.request), at: performance.now(), calls: 1 };
      return current.actor;
    };
    return async <T>(operationId: string, input: OperationInput = {}) => {
      const endpoint = known.get(operationId);
      if (!endpoint) throw new Error(`There is no operation ${operationId}.`);
      const { parameters = {}, headers = new Map() } = input;
      // The host's list of organizations leads to others than the one that is looked at.
      const named = parameters.partitionGlobalId ?? organization.id;
      const about = async () => (named === organization.id ? organization : undefined);
      const caller = await authorize(await currentActor(), endpoint, parameters, about);
      const sent = {
        parameters,
        query: queryText(input),
        body: bodyOf(endpoint, input),
        contentType: 'application/json',
      };
      const requireRight = async (ofOrganization: string) => {
        const again = await authorize(await authenticateBrowser(visit.request), endpoint, parameters, about);
        permit(again.actor, endpoint.access, ofOrganization, again.ownAccountId);
      };
      const decide = (decided: Decided) => callOf(visit, decided, headers);
      const result = await perform(endpoint, options, caller, sent, decide, requireRight);
      return (await written(endpoint, result, () => requireRight(named))) as T;
    };
  };
}

/** So many operations of a page follow from one look at who is signed in, however fast they are done. */
const callsOfLook = 8;

function queryText({ query = {} }: OperationInput): string {
  const text = new URLSearchParams();
  for (const [name, given] of Object.entries(query)) {
    for (const value of [given].flat()) if (value !== undefined) text.append(name, String(value));
  }
  return String(text);
}

function bodyOf({ bodyLimit = defaultBodyLimit }: Endpoint, { body }: OperationInput): Uint8Array | undefined {
  if (body === undefined) return undefined;
  const bytes = Buffer.from(JSON.stringify(body));
  if (bytes.length > bodyLimit) throw new GatehouseError({ code: 'PayloadTooLarge' });
  return bytes;
}

function callOf(visit: Visit, decided: Decided, headers: Map<string, string>): Call {
  const { traceId, clientIp, browserInfo, signal, prefix, request, response, spent } = visit;
  return {
    ...decided,
    ...{ traceId, clientIp, userAgent: browserInfo, signal, prefix, request, response, spent },
    header: (name, value) => headers.set(name.toLowerCase(), value),
  };
}

async function written({ answer }: Endpoint, result: unknown, requireRight: () => Promise<void>): Promise<unknown> {
  if ('text' in answer) return result;
  if ('download' in answer) {
    const { fileName, content } = result as Download;
    return { fileName, content: whilePermitted(content, requireRight), ...answer.download } satisfies SavedFile;
  }
  const write = writerOf(answer, 'names');
  if ('pagesOf' in answer && write) {
    const { totalCount, results } = result as LongPage;
    return { totalCount, results: await writtenRows(results, write) };
  }
  if ('isLong' in answer) {
    let text = '';
    for await (const piece of createPieceWriter(answer.shape, 'names')(result)) text += piece;
    return JSON.parse(text);
  }
  return write?.(result as never);
}

async function writtenRows(rows: AsyncIterable<unknown>, write: Writer): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const row of rows) all.push(write(row as never));
  return all;
}
