import { auditChainPage } from './audit/chain-page.ts';
import { auditDownloadPage } from './audit/download-page.ts';
import { auditEntryPage } from './audit/entry-page.ts';
import { auditPage } from './audit/page.ts';
import { homePage } from './home/page.ts';
import { switchPage } from './organization-switch.ts';
import type { ConsolePage } from './page.ts';
import { passwordsPage } from './security/passwords-page.ts';
import { signInRulesPage } from './security/sign-in-page.ts';

/** Every page of the console, area by area. */
export const consolePages: readonly ConsolePage[] = [
  homePage,
  switchPage,
  passwordsPage,
  signInRulesPage,
  auditPage,
  auditEntryPage,
  auditDownloadPage,
  auditChainPage,
];
