import { badRequest, notFound } from '../../errors.ts';
import type { Certificate, CertificateRole, StoredCertificate } from '../certificate.ts';
import { auditEntryOf, type Command } from '../command.ts';
import type { Permitted } from '../permission.ts';
import type { Store, Tables } from '../store.ts';
import { readCertificate, type UnwrapPfx } from './read.ts';

export interface CertificateTools {
  /** Opens one file for an organization at a time. */
  readonly unwrapPfx: (
    wrapped: Parameters<UnwrapPfx>[0],
    organizationId: string,
    signal: AbortSignal,
  ) => ReturnType<UnwrapPfx>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Pair {
  readonly primary: StoredCertificate;
  readonly secondary: StoredCertificate | undefined;
}

/** @throws GatehouseError NotFound when the organization has no certificate. */
export async function loadPair(
  { certificates }: Pick<Tables, 'certificates'>,
  { organizationId }: Permitted<'certificate.manage'>,
): Promise<Pair> {
  const found = await certificates.of(organizationId);
  const primary = found.find(({ role }) => role === 'primary');
  if (!primary) throw notFound('The organization has no certificate.');
  return { primary, secondary: found.find(({ role }) => role === 'secondary') };
}

type Manage = Command<'certificate.manage'>;

/** Text, and the password of a file. */
interface SentCertificate {
  readonly text: string;
  readonly password: string;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}

interface NewCertificate {
  readonly role: CertificateRole;
  readonly certificate: Certificate;
}

/**
 * Reads a certificate for the organization. Nothing is written: a file with a password may take seconds.
 *
 * @throws GatehouseError as `readCertificate`, or as the file is opened for one organization at a time.
 */
export const openCertificate = (
  { unwrapPfx, now }: CertificateTools,
  { organizationId }: Permitted<'certificate.manage'>,
  { text, password, signal }: SentCertificate,
): Promise<Certificate> =>
  readCertificate(text, password, (wrapped) => unwrapPfx(wrapped, organizationId, signal), now());

/** Gives a certificate the role, in place of the one that has it. The second one needs a first. */
export async function setCertificate(
  store: Store,
  command: Manage,
  { role, certificate }: NewCertificate,
): Promise<Pair> {
  const { permitted, at } = command;
  const { organizationId } = permitted;
  return await store.transaction(async (tables) => {
    const before = await tables.certificates.of(organizationId);
    if (role === 'secondary' && !before.some((one) => one.role === 'primary')) {
      throw notFound('The organization has no primary certificate yet.');
    }
    const replaced = before.find((one) => one.role === role);
    const stored = await tables.certificates.put(organizationId, role, certificate, at);
    const details = { role, before: replaced?.thumbprint ?? null, after: stored.thumbprint };
    await recordCertificateChange(tables, command, replaced ? 'Update' : 'Create', stored.id, details);
    return await loadPair(tables, permitted);
  });
}

/** The second becomes the first, and the first the second. */
export function switchCertificates(store: Store, command: Manage): Promise<Pair> {
  const { permitted } = command;
  return store.transaction(async (tables) => {
    const { primary, secondary } = await loadPair(tables, permitted);
    if (!secondary) throw badRequest('There is no secondary certificate to switch to.');
    await tables.certificates.swap(permitted.organizationId);
    const details = { before: primary.thumbprint, after: secondary.thumbprint };
    await recordCertificateChange(tables, command, 'Switch', secondary.id, details);
    return await loadPair(tables, permitted);
  });
}

/** Only the second can go: the first is in use. */
export function deleteCertificate(store: Store, command: Manage, id: number): Promise<void> {
  const { permitted } = command;
  return store.transaction(async (tables) => {
    const found = (await tables.certificates.of(permitted.organizationId)).find((one) => one.id === id);
    if (!found) throw notFound('The certificate was not found.');
    if (found.role === 'primary') throw badRequest('The primary certificate cannot be deleted. Switch first.');
    await tables.certificates.delete(permitted.organizationId, id);
    await recordCertificateChange(tables, command, 'Delete', id, { role: found.role, before: found.thumbprint });
  });
}

async function recordCertificateChange(
  { audit }: Pick<Tables, 'audit'>,
  command: Manage,
  action: 'Create' | 'Update' | 'Switch' | 'Delete',
  id: number,
  details: Readonly<Record<string, string | null>>,
): Promise<void> {
  await audit.append(auditEntryOf(command, { category: 'SamlCertificate', action, targetId: String(id), details }));
}
