import { accessTokenTypes, builtInResources } from '../directory/api-resource.ts';
import { canonical } from '../directory/canonical.ts';
import { requireDistinct } from './distinct.ts';
import { refusal, type SeedPosition, within } from './position.ts';
import { choice, list, mapping, objectOf, optional, type ReadBy, type Reader, required } from './shape.ts';
import { lineOfText, scopeName } from './text.ts';

const scopeShape = objectOf('a scope', {
  name: required(scopeName),
  displayName: optional(lineOfText),
  description: optional(lineOfText),
  type: optional(choice('user', 'application', 'both')),
});

const shape = objectOf('an API resource', {
  name: required(lineOfText),
  displayName: optional(lineOfText),
  description: optional(lineOfText),
  accessTokenType: optional(choice(...accessTokenTypes)),
  scopes: optional(list(scope), []),
});

export type SeedApiResource = ReadBy<typeof shape>;

export const apiResource: Reader<SeedApiResource> = (value, position) => {
  const declared = shape(value, position);
  const builtIn = builtInResources.find(({ name }) => canonical(name) === canonical(declared.name));
  if (builtIn) throw refusal(within(position, 'name'), 'is that of a built-in resource, which cannot be changed');
  requireDistinct(declared.scopes, 'name');
  return declared;
};

/** A name alone, or with what is said of it. */
function scope(value: unknown, position: SeedPosition): ReadBy<typeof scopeShape> {
  return typeof value === 'string'
    ? scopeShape({ name: value }, position)
    : scopeShape(mapping(value, position), position);
}
