import type { ConsolePage } from '../page.ts';
import { mailResetPage, mailServerPage } from './server-page.ts';
import { mailPreviewPage, mailTextPage, mailTextResetPage, mailTextsPage } from './texts-page.ts';
import { changeUndeliveredPage, undeliveredPage } from './undelivered-page.ts';

/** Through which server mail is sent, what it says, and what was not delivered. */
export const mailPages: readonly ConsolePage[] = [
  mailServerPage,
  mailResetPage,
  mailTextsPage,
  mailTextPage,
  mailPreviewPage,
  mailTextResetPage,
  undeliveredPage,
  changeUndeliveredPage,
];
