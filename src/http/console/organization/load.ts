import type { OwnPath } from '../../../directory/own-path.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { PartitionDto, TenantDto } from '../../api/partition.ts';
import { type ConsoleShown, type ConsoleVisit, consoleUrl } from '../page.ts';

export type ShownOrganization = Wire<typeof PartitionDto>;
export type ShownTenant = Wire<typeof TenantDto>;

/** The organization that the address names. */
export const loadOrganization = async (visit: ConsoleVisit): Promise<ShownOrganization> =>
  await visit.call<ShownOrganization>('Partition_Get', { parameters: parametersOf(visit) });

export const parametersOf = ({ parameters }: ConsoleVisit) => ({ partitionGlobalId: parameters.id ?? '' });

export const urlOf = (visit: ConsoleVisit, id: string): OwnPath =>
  consoleUrl(visit, `organizations/${encodeURIComponent(id)}`);

export function trailTo(visit: ConsoleVisit, organization?: ShownOrganization): NonNullable<ConsoleShown['trail']> {
  const all = [visit.t('organizations.title'), consoleUrl(visit, 'organizations')] as const;
  return organization ? [all, [organization.name, urlOf(visit, organization.id)]] : [all];
}
