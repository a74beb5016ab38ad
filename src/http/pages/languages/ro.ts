import type { Texts } from './en.ts';
import { accountTexts } from './ro/account.ts';
import { consentTexts } from './ro/consent.ts';
import { consoleTexts } from './ro/console.ts';
import { consoleApplicationTexts } from './ro/console-application.ts';
import { consoleAuditTexts } from './ro/console-audit.ts';
import { consoleBrandTexts } from './ro/console-brand.ts';
import { consoleCertificatesTexts } from './ro/console-certificates.ts';
import { consoleFactorsTexts } from './ro/console-factors.ts';
import { consoleGroupTexts } from './ro/console-groups.ts';
import { consoleHomeTexts } from './ro/console-home.ts';
import { consoleImportTexts } from './ro/console-import.ts';
import { consoleMailTexts } from './ro/console-mail.ts';
import { consoleOrganizationsTexts } from './ro/console-organizations.ts';
import { consolePeopleTexts } from './ro/console-people.ts';
import { consolePersonTexts } from './ro/console-person.ts';
import { consoleRefusalTexts } from './ro/console-refusal.ts';
import { consoleRobotTexts } from './ro/console-robot.ts';
import { consoleSecurityTexts } from './ro/console-security.ts';
import { consoleSettingsTexts } from './ro/console-settings.ts';
import { factorTexts } from './ro/factor.ts';
import { pageTexts } from './ro/page.ts';
import { passkeyTexts } from './ro/passkey.ts';
import { passwordTexts } from './ro/password.ts';
import { signInTexts } from './ro/sign-in.ts';

export const ro: Texts = {
  ...pageTexts,
  ...signInTexts,
  ...consentTexts,
  ...passkeyTexts,
  ...passwordTexts,
  ...accountTexts,
  ...factorTexts,
  ...consoleTexts,
  ...consoleApplicationTexts,
  ...consoleHomeTexts,
  ...consoleImportTexts,
  ...consolePeopleTexts,
  ...consoleFactorsTexts,
  ...consoleGroupTexts,
  ...consoleSettingsTexts,
  ...consoleSecurityTexts,
  ...consoleAuditTexts,
  ...consolePersonTexts,
  ...consoleRefusalTexts,
  ...consoleRobotTexts,
  ...consoleBrandTexts,
  ...consoleMailTexts,
  ...consoleCertificatesTexts,
  ...consoleOrganizationsTexts,
};
