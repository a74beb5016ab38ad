import { type Access, accessOf, scopesOf } from '../../directory/permission/access.ts';
import type { Endpoint } from '../endpoint.ts';
import { type RefusalName, refusals } from '../refusal.ts';

/** Those that an operation can give: what every request can meet, what its kind can, and what it names itself. */
export function refusalsOf({
  method,
  access: name,
  body,
  refusals: own = [],
}: Endpoint): Readonly<Record<string, object>> {
  const access = accessOf(name);
  const names: readonly RefusalName[] = [
    'BadRequest',
    ...(access.who === 'anyone' ? [] : (['Unauthorized', 'Forbidden'] as const)),
    'NotFound',
    ...(method !== 'GET' && changes(access) ? (['Conflict'] as const) : []),
    ...(body ? (['ContentTooLarge', 'UnsupportedMediaType'] as const) : []),
    ...(['TooManyRequests', 'InternalServerError', 'ServiceUnavailable'] as const),
    ...own,
  ];
  return Object.fromEntries(
    names.map((one) => [refusals[one].status, { $ref: `#/components/responses/${one}` }] as const),
  );
}

/** What a scope for reading opens changes nothing. */
const changes = (access: Access): boolean =>
  'scopes' in access && !scopesOf(access).some((scope) => scope.endsWith('.Read'));
