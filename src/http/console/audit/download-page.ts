import type { SavedFile } from '../../pages/visit.ts';
import type { ConsolePage } from '../page.ts';
import { readFilters, searchQuery } from './filters.ts';

/** `{prefix}/web/admin/audit/download`: what the filters find, as a file. */
export const auditDownloadPage: ConsolePage = {
  path: 'audit/download',
  area: 'audit',
  isFileOf: 'audit',
  show: async (visit) => ({
    file: await visit.call<SavedFile>('AuditQuery_DownloadSearch', {
      parameters: { partitionGlobalId: visit.organization.id },
      query: await searchQuery(visit, readFilters(visit)),
    }),
  }),
};
