import { spellAnchor } from '../../directory/audit/anchor.ts';
import { verifyLog } from '../../directory/audit/verify.ts';
import { permitOperator } from '../../directory/permission.ts';
import { StartupError } from '../../errors.ts';
import { openSealer } from '../../installation-sealer.ts';
import { createStore } from '../../store/store.ts';
import type { Check, Finding, Installation } from './finding.ts';

const check = 'audit';

/** Whether every audit log is whole and where it ends, and whether an archive was interrupted. */
export const audit: Check = async (installation) => {
  const sealer = await sealerOf(installation);
  const store = createStore(installation.db, sealer);
  const owners = await store.audit.organizationIds();
  const found: Finding[] = [];
  for (const organizationId of owners) {
    const permitted = permitOperator('audit.read', organizationId);
    const { fault, anchor, head, isPurged } = await verifyLog(store, permitted, sealer !== undefined);
    const log = `The audit log of ${(await store.organizations.findById(organizationId))?.name ?? organizationId}`;
    if (fault) {
      const text = `${log} is broken at entry ${fault.sequence}: ${fault.reason}. See "audit verify".`;
      found.push({ check, level: 'error', text });
    } else if (head) {
      found.push({ check, level: 'ok', text: `${log} is whole and ends with ${spellAnchor(head)}` });
    } else if (isPurged)
      found.push({ check, level: 'ok', text: `${log} was deleted for good, with its organization.` });
    const [left] = anchor ? await store.audit.after(organizationId, 0, 1) : [];
    if (anchor && left && left.sequence <= anchor.sequence) {
      const text = `${log} still has entries that are in ${anchor.file}: an archive was interrupted. Run it again.`;
      found.push({ check, level: 'warning', text });
    }
  }
  if (sealer) return found;
  const text = 'The signatures of the audit logs were not checked, because the key is missing.';
  return [...found, { check, level: 'warning', text }];
};

/** Another check reports that the key is missing. */
async function sealerOf({ config, db }: Installation) {
  try {
    return await openSealer(config, db);
  } catch (error) {
    if (error instanceof StartupError) return undefined;
    throw error;
  }
}
