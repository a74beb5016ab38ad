import type { SavedFile } from '../../pages/visit.ts';
import type { ConsolePage } from '../page.ts';
import { selectionOf } from './filters.ts';

/** `{prefix}/web/admin/export-people`: the people that the list is narrowed to, as a file. */
export const exportPage: ConsolePage = {
  path: 'export-people',
  area: 'people',
  isFileOf: 'people',
  show: async (visit) => {
    const parameters = { partitionGlobalId: visit.organization.id };
    return { file: await visit.call<SavedFile>('User_DownloadUsers', { parameters, query: selectionOf(visit) }) };
  },
};
