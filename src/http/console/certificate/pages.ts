import type { ConsolePage } from '../page.ts';
import { certificatesPage, deleteCertificatePage, switchCertificatesPage } from './page.ts';
import { uploadCertificatePage } from './upload-page.ts';

/** The certificates of an organization. */
export const certificatePages: readonly ConsolePage[] = [
  certificatesPage,
  uploadCertificatePage,
  switchCertificatesPage,
  deleteCertificatePage,
];
