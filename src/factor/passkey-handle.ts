import { hash } from 'node:crypto';
import { parseUuid } from '../directory/identifier.ts';
import type { UserKey } from '../directory/user.ts';

// A user handle (WebAuthn Level 3, section 5.4.3) is what a passkey keeps of its person, so that nobody has to say a name. It
// has at most 64 bytes: how the user's id is written, the id of the organization, and that of the user.

const kinds = { uuid: 0, text: 1, tooLong: 2 } as const;

/** What is left of 64 bytes for the id of a user. */
const longestId = 47;

/**
 * The handle of a person, in base64url. An id that is too long for it is there as a digest: such a person has to say the name
 * first, and a passkey is a second factor only.
 */
export function userHandle({ organizationId, id }: UserKey): string {
  const organization = uuidBytes(organizationId);
  if (parseUuid(id) === id) return handle(kinds.uuid, organization, uuidBytes(id));
  const text = Buffer.from(id);
  if (text.length <= longestId) return handle(kinds.text, organization, text);
  return handle(kinds.tooLong, organization, hash('sha256', id, 'buffer'));
}

/** Whose handle it is; undefined when it names nobody. */
export function personOfHandle(text: string): UserKey | undefined {
  const bytes = Buffer.from(text, 'base64url');
  const organizationId = parseUuid(bytes.toString('hex', 1, 17));
  if (organizationId === undefined) return undefined;
  const id = idOf(bytes[0], bytes.subarray(17));
  return id === undefined ? undefined : { organizationId, id };
}

function idOf(kind: number | undefined, bytes: Buffer): string | undefined {
  if (kind === kinds.uuid) return parseUuid(bytes.toString('hex'));
  // Nobody's id has a NUL, and PostgreSQL takes none.
  return kind === kinds.text && !bytes.includes(0) ? bytes.toString() : undefined;
}

const handle = (kind: number, organization: Buffer, user: Buffer): string =>
  Buffer.concat([Buffer.of(kind), organization, user]).toString('base64url');

const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');
