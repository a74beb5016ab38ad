import { existsSync } from 'node:fs';
import { type Anchor, spellAnchor } from '../directory/audit/anchor.ts';
import { type ArchivedReport, checkArchive } from '../directory/audit/archive-check.ts';
import type { Tables } from '../directory/store.ts';
import { StartupError } from '../errors.ts';
import { digestOf, readArchive } from './archive-file.ts';
import { printLine } from './print-line.ts';

type Anchors = Pick<Tables, 'audit' | 'auditAnchors'>;

/**
 * Checks an archive: the chain of each log in it, the anchors that are wanted, and that the store knows it. Prints a line
 * for each log. Returns whether all is well.
 *
 * @throws StartupError when the file is not an archive.
 */
export async function verifyArchive(
  { audit, auditAnchors }: Anchors,
  file: string,
  wanted: readonly Anchor[],
  checksSignatures: boolean,
): Promise<boolean> {
  if (!existsSync(file)) throw new StartupError(`There is no file ${file}.`);
  const digest = await digestOf(file);
  let isWell = true;
  const open = new Set(wanted);
  for await (const report of reportsOf(file, wanted)) {
    const origin = await originOf({ audit, auditAnchors }, report, digest, checksSignatures);
    if (report.fault || origin === 'UNKNOWN to the store') isWell = false;
    for (const anchor of report.met) open.delete(anchor);
    const fault = report.fault && `BROKEN at entry ${report.fault.sequence}: ${report.fault.reason}`;
    const { organizationId, name, from, end } = report;
    printLine(`${name} (${organizationId}): ${fault ?? `ok, entries ${from} to ${end.sequence}`}, ${origin}`);
  }
  for (const anchor of open) printLine(`  EXPECTED ${spellAnchor(anchor)}: missing`);
  return isWell && open.size === 0;
}

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
  return entry?.hash === end.hash ? 'a copy of what is still in the store' : 'UNKNOWN to the store';
}
