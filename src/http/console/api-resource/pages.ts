import type { ConsolePage } from '../page.ts';
import { deletePage } from './delete-page.ts';
import { listPage } from './list-page.ts';
import { newPage, resourcePage } from './resource-page.ts';

export const apiResourcePages: readonly ConsolePage[] = [listPage, newPage, resourcePage, deletePage];
