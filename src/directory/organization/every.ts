import { inTurns } from '../../turns.ts';
import { hostId, type OrganizationRecord, type Organizations } from '../organization.ts';

const atOnce = 100;

/**
 * Every organization but the host, or those whose names have the part, by name, read while they are used, with a pause whenever what
 * is done with them has taken long enough.
 */
export async function* everyOrganization(
  organizations: Pick<Organizations, 'after'>,
  part?: string,
): AsyncGenerator<OrganizationRecord> {
  for (let last: string | undefined; ; ) {
    const some = await organizations.after(last, atOnce, part);
    yield* inTurns(some);
    if (some.length < atOnce) return;
    last = some.at(-1)?.name;
  }
}

/** The ids of the host and of every organization: in their order, which no new name changes. */
export async function* everyOrganizationId(organizations: Pick<Organizations, 'idsAfter'>): AsyncGenerator<string> {
  yield hostId;
  for (let last = ''; ; ) {
    const ids = await organizations.idsAfter(last, atOnce);
    yield* inTurns(ids);
    if (ids.length < atOnce) return;
    last = ids.at(-1) ?? '';
  }
}
