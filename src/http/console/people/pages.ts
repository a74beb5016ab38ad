import type { ConsolePage } from '../page.ts';
import { exportPage } from './export-page.ts';
import { listPage } from './list-page.ts';

export const peoplePages: readonly ConsolePage[] = [listPage, exportPage];
