import type { ConsolePage } from '../page.ts';
import { addMembersPage } from './add-members-page.ts';
import { deletePage } from './delete-page.ts';
import { groupPage } from './group-page.ts';
import { listPage } from './list-page.ts';
import { newPage, renamePage } from './name-pages.ts';

export const groupPages: readonly ConsolePage[] = [
  listPage,
  newPage,
  groupPage,
  addMembersPage,
  renamePage,
  deletePage,
];
