import { cookieScopeOf } from '../../cookie.ts';
import { originOf } from '../../directory/url-parts.ts';
import { mapInTurns } from '../../turns.ts';
import type { EnumValues } from '../answer-shape.ts';
import { isWholePath } from '../path.ts';
import { refusalResponses, refusalSchema } from '../refusal.ts';
import { joinVocabularies, type Resource } from '../vocabulary.ts';
import { Examples } from './examples.ts';
import { type Operation, operationOf } from './operation.ts';
import { Schemas } from './schema.ts';
import { securitySchemes } from './security.ts';

/** The version of the published API that is spoken. */
const apiVersion = '3.2.54';

/** The description of the API (OpenAPI 3.0.3), made from the descriptions of its operations. */
export interface ApiDocument {
  readonly openapi: '3.0.3';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly Server[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, unknown>>;
}

interface Server {
  readonly url: string;
}

/** Operations by method, in small letters; those of another service have a server of their own. */
interface PathItem {
  readonly servers?: readonly Server[];
  readonly get?: Operation;
  readonly put?: Operation;
  readonly post?: Operation;
  readonly delete?: Operation;
}

/** The address at which the document was asked for. */
interface DocumentAddress {
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  /** What is in front of the paths of the operations, as it was fetched: `/Hogwarts/identity_`. */
  readonly prefix: string;
  /** To which the page that shows the document has authorization codes sent. */
  readonly redirectUri: string;
}

/**
 * Describes the operations and their schemas once, because anyone may fetch the document as often as they like; in turns, because
 * there are many of them.
 */
export async function describeApi(
  resources: readonly Resource[],
  enumValues: EnumValues,
): Promise<(address: DocumentAddress) => ApiDocument> {
  const endpoints = resources.flatMap((resource) => resource.endpoints);
  const known = joinVocabularies(resources.map(({ vocabulary = {} }) => vocabulary));
  const schemas = new Schemas({ enumValues, meanings: known.meanings, given: { Refusal: refusalSchema } });
  const examples = new Examples(known.examples, schemas.components);
  const byPath = Map.groupBy(endpoints, ({ path }) => path);
  const operations = await mapInTurns(
    [...byPath],
    ([path, some]) =>
      [
        path,
        Object.fromEntries(some.map((one) => [one.method.toLowerCase(), operationOf(one, schemas, examples)])),
      ] as const,
  );
  const names = [...new Set(endpoints.map(({ tag }) => tag))].sort();
  const tags = names.map((name) => ({ name, description: known.tags[name] ?? name }));
  return ({ externalUrl, prefix, redirectUri }) => {
    const base = `${originOf(externalUrl)}${prefix}`;
    const whole = { url: base.replace(/\/[^/]*$/, '') };
    return {
      openapi: '3.0.3',
      info: infoAt(base),
      servers: [{ url: base }],
      tags,
      paths: Object.fromEntries(
        operations.map(([path, item]) => [path, isWholePath(path) ? { servers: [whole], ...item } : item]),
      ),
      components: {
        schemas: schemas.components,
        responses: refusalResponses,
        securitySchemes: securitySchemes(base, redirectUri, cookieScopeOf(externalUrl)),
      },
    };
  };
}

const infoAt = (base: string) => ({
  title: 'IdentityServer External API',
  version: apiVersion,
  'x-uipath-version': apiVersion,
  description:
    'Organizations, users, groups, robot accounts, applications, settings and audit of a Gatehouse server. ' +
    'Names of members and enumerations may be written in any letter case; an enumeration is taken as a number and as a name.',
  contact: { name: 'The operator of this server', url: `${base}/swagger` },
  license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
});
