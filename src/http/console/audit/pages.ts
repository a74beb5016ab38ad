import type { ConsolePage } from '../page.ts';
import { auditChainPage } from './chain-page.ts';
import { auditDownloadPage } from './download-page.ts';
import { auditEntryPage } from './entry-page.ts';
import { auditPage } from './page.ts';

/** What happened, and whether the record of it is whole. */
export const auditPages: readonly ConsolePage[] = [auditPage, auditEntryPage, auditDownloadPage, auditChainPage];
