import type { Operation } from './operation.ts';

/** How to call the operation of the example world with cURL. */
export function curlOf(method: string, url: string, { parameters, requestBody, security }: Operation): string {
  const given = (place: 'path' | 'query') => parameters.filter(({ in: where }) => where === place);
  const filled = given('path').reduce((all, { name, example }) => all.replace(`{${name}}`, textOf(example)), url);
  const query = given('query')
    .filter(({ required }) => required)
    .map(({ name, example }, n) => `${n === 0 ? '?' : '&'}${name}=${textOf(example)}`);
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} '${filled}${query.join('')}'`];
  if (security.length > 0) lines.push(`-H "Authorization: Bearer $TOKEN"`);
  const body = requestBody?.content['application/json']?.example;
  if (body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d '${quoted(JSON.stringify(body))}'`);
  return lines.join(' \\\n  ');
}

const textOf = (example: unknown): string => encodeURIComponent(String(example));

/** A shell ends a text in single quotes at the next one. */
const quoted = (text: string): string => text.replaceAll("'", `'\\''`);
