import type { ConsolePage } from '../page.ts';
import { deletePage } from './delete-page.ts';
import { listPage } from './list-page.ts';
import { newRobotPage, robotPage } from './robot-page.ts';

export const robotPages: readonly ConsolePage[] = [listPage, deletePage, newRobotPage, robotPage];
