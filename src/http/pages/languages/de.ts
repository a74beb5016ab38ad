import { accountTexts } from './de/account.ts';
import { consentTexts } from './de/consent.ts';
import { consoleTexts } from './de/console.ts';
import { consoleApplicationTexts } from './de/console-application.ts';
import { consoleAuditTexts } from './de/console-audit.ts';
import { consoleBrandTexts } from './de/console-brand.ts';
import { consoleCertificatesTexts } from './de/console-certificates.ts';
import { consoleFactorsTexts } from './de/console-factors.ts';
import { consoleGroupTexts } from './de/console-groups.ts';
import { consoleHomeTexts } from './de/console-home.ts';
import { consoleImportTexts } from './de/console-import.ts';
import { consoleMailTexts } from './de/console-mail.ts';
import { consoleOrganizationsTexts } from './de/console-organizations.ts';
import { consolePeopleTexts } from './de/console-people.ts';
import { consolePersonTexts } from './de/console-person.ts';
import { consoleRefusalTexts } from './de/console-refusal.ts';
import { consoleRobotTexts } from './de/console-robot.ts';
import { consoleSecurityTexts } from './de/console-security.ts';
import { consoleSettingsTexts } from './de/console-settings.ts';
import { factorTexts } from './de/factor.ts';
import { pageTexts } from './de/page.ts';
import { passkeyTexts } from './de/passkey.ts';
import { passwordTexts } from './de/password.ts';
import { signInTexts } from './de/sign-in.ts';
import type { Texts } from './en.ts';

export const de: Texts = {
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
