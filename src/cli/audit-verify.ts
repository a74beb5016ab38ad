import { readConfig } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { type Anchor, readAnchor, spellAnchor } from '../directory/audit/anchor.ts';
import { meets, verifyLog } from '../directory/audit/verify.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { openSealer } from '../installation-sealer.ts';
import { createStore } from '../store/store.ts';
import { flush } from '../store/unflushed.ts';
import { readAnchorsFile, writeAnchorsFile } from './anchors-file.ts';
import { type FoundAnchor, isLost, type PrintVerdict, printText, verdictOfLog } from './audit-verdict.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';
import { printJson, printLine } from './print-line.ts';
import { keyOptions, storeOptions, withRunningStore } from './running-store.ts';
import { verifyArchive } from './verify-archive.ts';

export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Check the chain of every audit log.',
  description: [
    'Checks every audit log there is or should be: each entry must carry the hash of what it says and of the entry before',
    'it, and the last one must be signed with the installation key. Prints the number of entries and the last hash of',
    'every organization, names the first broken entry of each broken log, and then ends with exit code 1. The server may',
    'be running.',
    '',
    'Someone who can write to the store but has no key cannot change, remove or cut off any entry without being noticed.',
    'Someone who has both, or who puts an old copy of the store in place, is found only by anchors that were kept elsewhere:',
    'by --expect, or by a file of anchors on another machine. The server also writes the ends of the logs to its own log',
    'every day.',
  ].join('\n'),
  examples: [
    'audit verify --anchors /mnt/elsewhere/anchors',
    'audit verify --archive audit-2025.jsonl.gz',
    'audit verify --json | jq -r .state',
  ],
  values: {
    expect: {
      placeholder: 'ANCHOR',
      doc: 'ORGANIZATION:SEQUENCE:HASH, an entry that must be in its log. May be repeated.',
      isRepeated: true,
    },
    anchors: {
      placeholder: 'FILE',
      doc: 'Anchors that must be in the logs. When all is well, the file is replaced by the present ends of the logs.',
    },
    archive: { placeholder: 'FILE', doc: 'Check a file that "audit archive" wrote, instead of the logs in the store.' },
  },
  switches: {
    'without-key': 'Check only the hashes, where the installation key is not available.',
    json: 'Print JSON: an object in a line for each log, with its state and what was found of each expected entry.',
  },
  options: [...storeOptions, ...keyOptions, 'config'],
  run: async (flags, _argument, { expect = [] } = {}) => {
    const config = await readConfig({ flags, environment: process.env });
    const expected = expect.map(requireAnchor);
    if (flags.archive !== undefined && flags.anchors !== undefined) {
      throw new UsageError('--anchors is about the logs in the store: leave out --archive or --anchors.');
    }
    const print = flags.json === undefined ? printText : printJson;
    return await withLogs(config, flags['without-key'] === undefined, async (logs) => {
      const isWhole =
        flags.archive === undefined
          ? await verifyLogs(logs, expected, { file: flags.anchors, print })
          : await verifyArchive(logs, flags.archive, expected, { checksSignatures: logs.hasKey, print });
      if (!logs.hasKey && flags.archive === undefined && print === printText) printLine(unsigned);
      return isWhole ? 0 : 1;
    });
  },
};

const unsigned = 'The signatures were not checked: a log that somebody rewrote would look the same.';

/** What is verified, and whether the key with which it was signed is available. */
interface Logs extends Pick<Store, 'audit' | 'auditAnchors' | 'organizations'> {
  readonly hasKey: boolean;
  /** Resolves when what was read is on the disk: an end that a loss of power takes back would be missed later. */
  readonly flush: () => Promise<void>;
}

async function withLogs<T>(config: Config, hasKey: boolean, work: (logs: Logs) => Promise<T>): Promise<T> {
  return await withRunningStore(config, async (db) => {
    const store = hasKey ? createStore(db, await openSealer(config, db)) : createStore(db);
    return await work({ ...store, hasKey, flush: () => flush(db) });
  });
}

function requireAnchor(text: string): Anchor {
  const anchor = readAnchor(text);
  if (anchor) return anchor;
  throw new UsageError(`"${text}" is not an anchor. Write ORGANIZATION:SEQUENCE:HASH, as "audit verify" prints them.`);
}

/** Returns whether every log is whole and has all entries that are expected. */
async function verifyLogs(
  logs: Logs,
  expected: readonly Anchor[],
  { file, print }: { readonly file: string | undefined; readonly print: PrintVerdict },
): Promise<boolean> {
  const wanted = [...expected, ...(file === undefined ? [] : readAnchorsFile(file))];
  const wantedOf = Map.groupBy(wanted, ({ organizationId }) => organizationId);
  const owners = new Set([...(await logs.audit.organizationIds()), ...wantedOf.keys()]);
  const ends: Anchor[] = [];
  let isWhole = true;
  for (const organizationId of owners) {
    const report = await verifyLog(logs, permitOperator('audit.read', organizationId), logs.hasKey);
    await logs.flush();
    const found: FoundAnchor[] = [];
    for (const anchor of wantedOf.get(organizationId) ?? []) {
      found.push({ anchor: spellAnchor(anchor), found: await meets(logs, report, anchor) });
    }
    const organization = (await logs.organizations.findById(organizationId))?.name ?? null;
    print(verdictOfLog(report, { organization, found, signaturesChecked: logs.hasKey }));
    isWhole &&= !report.fault && !found.some(isLost);
    if (report.head) ends.push(report.head);
  }
  if (file !== undefined && isWhole) writeAnchorsFile(file, ends, Date.now());
  return isWhole;
}
