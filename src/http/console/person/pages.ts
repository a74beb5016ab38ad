import type { ConsolePage } from '../page.ts';
import { actionsPage } from './actions-page.ts';
import { connectionsPage } from './connections-page.ts';
import { deletePage } from './delete-page.ts';
import { editPage } from './edit-page.ts';
import { historyPage } from './history-page.ts';
import { newPage } from './new-page.ts';
import { passwordPage } from './password-page.ts';
import { profilePage } from './profile-page.ts';
import { resetFactorsPage } from './reset-factors-page.ts';
import { signInPage } from './sign-in-page.ts';

export const personPages: readonly ConsolePage[] = [
  ...[newPage, actionsPage, profilePage, editPage, deletePage],
  ...[signInPage, passwordPage, connectionsPage, historyPage, resetFactorsPage],
];
