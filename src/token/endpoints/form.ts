import type { IncomingMessage } from 'node:http';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { scopeNames } from '../../directory/scope.ts';
import { GatehouseError } from '../../errors.ts';
import type { RoutedRequest } from './routed-request.ts';

/** The fields that were present and not empty. */
export type Form<Limits> = { readonly [Name in keyof Limits]?: string };

const mediaType = 'application/x-www-form-urlencoded';

/** Enough for the longest scope with every character escaped, and for fields that are ignored. */
const maxBytes = 64 * 1024;

/** The time to parse a form grows with the square of the number of fields. */
const maxFields = 500;

/**
 * Reads the fields of a form. Empty fields count as absent and unknown ones are ignored, because clients send both (RFC 6749
 * section 3.2).
 *
 * @param limits the names of the fields, each with its maximum length in characters.
 * @throws InvalidRequest when it has another media type, is too large, or has a field twice.
 */
export async function readForm<const Limits extends Readonly<Record<string, number>>>(
  request: RoutedRequest,
  limits: Limits,
): Promise<Form<Limits>> {
  return formOf(await readFields(request), limits);
}

/** The same for fields that were read before. */
export function formOf<const Limits extends Readonly<Record<string, number>>>(
  fields: URLSearchParams,
  limits: Limits,
): Form<Limits> {
  const form: Record<string, string> = {};
  for (const [name, value] of fields) {
    const maxLength = Object.hasOwn(limits, name) ? limits[name] : undefined;
    if (value === '' || maxLength === undefined) continue;
    if (Object.hasOwn(form, name)) throw new errors.InvalidRequest(`${name} must not be given twice.`);
    if (value.length > maxLength)
      throw new errors.InvalidRequest(`${name} must not be longer than ${maxLength} characters.`);
    form[name] = value;
  }
  return form as Form<Limits>;
}

/**
 * Reads all fields of a form.
 *
 * @throws InvalidRequest when it has another media type or is too large.
 */
export async function readFields(request: RoutedRequest): Promise<URLSearchParams> {
  if (!isForm(request)) {
    throw new errors.InvalidRequest(`The request must be a form with the content type ${mediaType}.`);
  }
  return fieldsIn((await request.receive(maxBytes).catch(refuse)).toString('utf8'));
}

/**
 * Parses a form or a query. The case of names does not matter, as in the original, nor do extra spaces in a scope.
 *
 * @throws InvalidRequest when it has too many fields.
 */
export function fieldsIn(text: string): URLSearchParams {
  if (text.split('&', maxFields + 1).length > maxFields) {
    throw new errors.InvalidRequest(`The request must not have more than ${maxFields} fields.`);
  }
  const given = [...new URLSearchParams(text)];
  return new URLSearchParams(
    given.map(([written, value]): [string, string] => {
      const name = written.toLowerCase();
      return [name, name === 'scope' ? scopeNames(value).join(' ') : value];
    }),
  );
}

/** The limit for resources, because each is in the token. */
const mostResources = 20;

/**
 * The resources that a request names (RFC 8707 section 2), without duplicates: the only field that may be repeated.
 *
 * @throws InvalidTarget when there are too many, or one is too long.
 */
export function readResources(fields: URLSearchParams): readonly string[] {
  const resources = [...new Set(fields.getAll('resource').filter(Boolean))];
  if (resources.length <= mostResources && resources.every((name) => name.length <= 2048)) return resources;
  throw new errors.InvalidTarget(`There may be ${mostResources} resources of 2048 characters.`);
}

function refuse(error: unknown): never {
  const code = error instanceof GatehouseError ? error.failure.code : undefined;
  if (code === 'PayloadTooLarge')
    throw new errors.InvalidRequest(`The request must not be larger than ${maxBytes} bytes.`);
  if (code === 'UnsupportedMediaType') throw new errors.InvalidRequest('The request must not be compressed.', 415);
  throw error;
}

export function isForm({ headers }: IncomingMessage): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase() === mediaType;
}
