import fc from 'fast-check';
import { world } from '../support/world.ts';
import { anyAscii, anyText } from './text.ts';

/** The same path to many eyes, but not to all. */
const disguises: fc.Arbitrary<(text: string) => string> = fc.oneof(
  { weight: 20, arbitrary: fc.constant((text: string) => text) },
  fc.constant((text: string) => text.toUpperCase()),
  fc.nat(20).map((at) => (text: string) => text.slice(0, at) + percentEncoded(text[at] ?? '') + text.slice(at + 1)),
  fc
    .nat(20)
    .map(
      (at) => (text: string) => text.slice(0, at) + percentEncoded(percentEncoded(text[at] ?? '')) + text.slice(at + 1),
    ),
  fc
    .constantFrom('%00', '%2f', '%5c', '%2e%2e%2f', '%', '%zz', '%c0%ae', '%ud800', ';a=b', '%20', '\\', '.', ' ', '\0')
    .map((piece) => (text: string) => text + piece),
  fc.constantFrom('%00', '../', './', '/', '%2f', '%2e/', '%ef%bb%bf').map((piece) => (text: string) => piece + text),
  anyText.map((piece) => (text: string) => text + piece),
);

const percentEncoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const { organization, otherOrganization, tenant } = world;
const organizations = fc.oneof(
  fc.constantFrom(organization.name, organization.id, otherOrganization.name, otherOrganization.id, 'identity', 'api'),
  fc.constantFrom(
    '',
    '.',
    '..',
    '__proto__',
    'hogwarts%2fGryffindor',
    '%48ogwarts',
    'Durmstrang%00',
    'null',
    '%',
    '%zz',
    '%c3%28',
    "' or 1=1 --",
  ),
  anyText.map(encodeURIComponentSafely),
);
const identity = fc.constantFrom('identity', 'identity_', 'IDENTITY_', 'identity__', 'identit%79');
const prefixes = fc.oneof(
  identity.map((last) => `/${last}`),
  fc.tuple(organizations, identity).map((parts) => `/${parts.join('/')}`),
  fc
    .tuple(organizations, fc.oneof(fc.constantFrom(tenant, 'Ship'), organizations), identity)
    .map((parts) => `/${parts.join('/')}`),
);

const queries = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.webQueryParameters().map((query) => `?${query}`),
  anyAscii.map((query) => `?${query.replaceAll(' ', '+')}`),
  fc.constantFrom(
    '?',
    '?a=%',
    '?userId=viktor',
    '?__proto__[x]=1',
    '#',
    '?#',
    `?${'a=b&'.repeat(2000)}`,
    ';x',
    '//',
    '/',
  ),
);

/** Ways to write the address of a path below a prefix, right and wrong ones, from odd places. */
export const targets = (...path: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...Array(12).fill(''), 'http://elsewhere.test', 'http:', '//', '*'),
      prefixes,
      fc.tuple(...path.map((segment) => disguises.map((disguise) => disguise(segment)))),
      queries,
    )
    .map(([origin, prefix, segments, query]) => `${origin}${prefix}/${segments.join('/')}${query}`);

/** Ids that are none, or are somebody else's, as they stand in a path. */
export const ids = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => `%7B${id.toUpperCase()}%7d`),
  fc.constantFrom(
    'har-3108',
    'HAR-3107',
    'har-3107%00',
    'har-3107%20',
    'viktor',
    'magic-7',
    '%2e%2e',
    '%',
    '%25',
    'x'.repeat(1024),
  ),
  fc.integer({ min: 1000, max: 15_000 }).map((length) => 'y'.repeat(length)),
  anyText.map(encodeURIComponentSafely),
);

/** A lone surrogate has no encoding. */
function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
