import { existsSync } from 'node:fs';
import { type Anchor, spellAnchor } from '../directory/audit/anchor.ts';
import { type ArchivedReport, checkArchive } from '../directory/audit/archive-check.ts';
import type { Tables } from '../directory/store.ts';
import { StartupError } from '../errors.ts';
import { digestOf, readArchive } from './archive-file.ts';
import type { FoundAnchor, PrintVerdict } from './audit-verdict.ts';

type Anchors = Pick<Tables, 'audit' | 'auditAnchors'>;

/**
 * Checks an archive: the chain of each log in it, the anchors that are wanted, and that the store knows it. Prints a
 * verdict for each log. Returns whether all is well.
 *
 * @throws StartupError when the file is not an archive.
 */
export async function verifyArchive(
  { audit, auditAnchors }: Anchors,
  file: string,
  wanted: readonly Anchor[],
  { checksSignatures, print }: { readonly checksSignatures: boolean; readonly print: PrintVerdict },
): Promise<boolean> {
  if (!existsSync(file)) throw new StartupError(`There is no file ${file}.`);
  const digest = await digestOf(file);
  let isWell = true;
  const open = new Set(wanted);
  for await (const report of reportsOf(file, wanted)) {
    const origin = await originOf({ audit, auditAnchors }, report, digest, checksSignatures);
    if (report.fault || origin === unknown) isWell = false;
    for (const anchor of report.met) open.delete(anchor);
    print({
      ...{ organizationId: report.organizationId, organization: report.name },
      ...{ state: report.fault ? 'broken' : 'whole', fault: report.fault ?? null },
      ...{ from: report.from, to: report.end.sequence, hash: report.end.hash || null },
      ...{ origin, signaturesChecked: checksSignatures, expected: report.met.map(found('met')) },
    });
  }
  for (const [organizationId, missing] of Map.groupBy(open, (anchor) => anchor.organizationId)) {
    print({
      ...{ organizationId, organization: null, state: 'missing', fault: null, from: null, to: null, hash: null },
      ...{ signaturesChecked: checksSignatures, expected: missing.map(found('missing')) },
    });
  }
  return isWell && open.size === 0;
}

const unknown = 'UNKNOWN to the store';

const found = (what: FoundAnchor['found']) => (anchor: Anchor) => ({ anchor: spellAnchor(anchor), found: what });

async function* reportsOf(file: string, wanted: readonly Anchor[]): AsyncGenerator<ArchivedReport> {
  try {
    yield* checkArchive(readArchive(file), wanted);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(`${file} is not an archive of audit logs, or is damaged (${(error as Error).message}).`);
  }
}

/** Whether these entries are those that the store moved into an archive. */
async function originOf(
  { audit, auditAnchors }: Anchors,
  { organizationId, end }: ArchivedReport,
  digest: string,
  checksSignatures: boolean,
): Promise<string> {
  const anchor = await auditAnchors.at(organizationId, end.sequence);
  // A chain that ends with this hash is this chain, in whatever file it is.
  if (anchor?.hash === end.hash && (anchor.isGenuine || !checksSignatures)) {
    return anchor.digest === digest ? 'as the store has it anchored' : `the same entries as in ${anchor.file}`;
  }
  const [entry] = await audit.after(organizationId, end.sequence - 1, 1);
  return entry?.hash === end.hash ? 'a copy of what is still in the store' : unknown;
}
