import type { ConsolePage } from '../page.ts';
import { applicationPage } from './application-page.ts';
import { credentialPage, deleteCredentialPage } from './credential-pages.ts';
import { deletePage } from './delete-page.ts';
import { listPage } from './list-page.ts';
import { newPage } from './new-page.ts';
import { scopesPage } from './scopes-page.ts';
import { deleteSecretPage, newSecretPage } from './secret-pages.ts';
import { settingsPage } from './settings-page.ts';

export const applicationPages: readonly ConsolePage[] = [
  listPage,
  newPage,
  applicationPage,
  settingsPage,
  scopesPage,
  newSecretPage,
  deleteSecretPage,
  credentialPage,
  deleteCredentialPage,
  deletePage,
];
