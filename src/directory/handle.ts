import { hash, randomBytes } from 'node:crypto';
import { isUuid } from './identifier.ts';

// A handle is a secret that comes back without anything else that says where to look for it: the cookie of a session, a
// code, a refresh token, a link in a mail. It names its organization, so that one look-up in one organization finds it or
// finds nothing, however many organizations there are. What is behind the name is random; the name is no secret, and
// another name in its place finds nothing.

/** A new handle of the organization: its name, a dot, 256 random bits. */
export const newHandle = (organizationId: string): string =>
  handleOf(organizationId, randomBytes(32).toString('base64url'));

export const handleOf = (organizationId: string, random: string): string =>
  `${organizationName(organizationId)}.${random}`;

/** The organization that the handle names; undefined of one that names none, as those of earlier versions. */
export function organizationIn(handle: string): string | undefined {
  const end = handle.indexOf('.');
  return end === -1 ? undefined : organizationNamed(handle.slice(0, end));
}

/** Where to look for what a handle opens. A reader of the store finds nothing there that can be presented. */
export interface HandleKey {
  /** Undefined of a handle that names none: the store knows of those that were made by an earlier version. */
  readonly organizationId: string | undefined;
  readonly hash: string;
}

/** A fast hash is enough for 256 random bits. */
export const hashOfHandle = (handle: string): string => hash('sha256', handle, 'base64url');

export const keyOfHandle = (handle: string): HandleKey => ({
  organizationId: organizationIn(handle),
  hash: hashOfHandle(handle),
});

/** Sixteen bytes in base64url. */
const uuidLength = 22;

/**
 * The id in letters that a URL, a cookie and an OAuth client take as they are (RFC 3986 section 2.3, RFC 6749 appendix
 * A): 22 for a UUID, and never as many for an id that is none.
 */
export function organizationName(id: string): string {
  if (isUuid(id)) return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
  return `-${Buffer.from(id).toString('base64url')}`;
}

/** Whose name it is; undefined for what is no name. */
export function organizationNamed(name: string): string | undefined {
  if (!/^[\w-]+$/.test(name)) return undefined;
  const id = name.length === uuidLength ? uuidNamed(name) : Buffer.from(name.slice(1), 'base64url').toString();
  // What no id is written as is no name, and no id has a NUL, which a store would refuse.
  return organizationName(id) === name && !id.includes('\0') ? id : undefined;
}

const uuidNamed = (name: string): string =>
  Buffer.from(name, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
