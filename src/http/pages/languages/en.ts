import { accountTexts } from './en/account.ts';
import { consentTexts } from './en/consent.ts';
import { consoleTexts } from './en/console.ts';
import { consoleApplicationTexts } from './en/console-application.ts';
import { consoleAuditTexts } from './en/console-audit.ts';
import { consoleBrandTexts } from './en/console-brand.ts';
import { consoleCertificatesTexts } from './en/console-certificates.ts';
import { consoleFactorsTexts } from './en/console-factors.ts';
import { consoleGroupTexts } from './en/console-groups.ts';
import { consoleHomeTexts } from './en/console-home.ts';
import { consoleImportTexts } from './en/console-import.ts';
import { consoleMailTexts } from './en/console-mail.ts';
import { consoleOrganizationsTexts } from './en/console-organizations.ts';
import { consolePeopleTexts } from './en/console-people.ts';
import { consolePersonTexts } from './en/console-person.ts';
import { consoleRefusalTexts } from './en/console-refusal.ts';
import { consoleRobotTexts } from './en/console-robot.ts';
import { consoleSecurityTexts } from './en/console-security.ts';
import { consoleSettingsTexts } from './en/console-settings.ts';
import { factorTexts } from './en/factor.ts';
import { pageTexts } from './en/page.ts';
import { passkeyTexts } from './en/passkey.ts';
import { passwordTexts } from './en/password.ts';
import { signInTexts } from './en/sign-in.ts';

/** Every text of the pages. `{name}` is replaced. The other languages have the same keys; the compiler compares. */
export const en = {
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
} as const;

export type TextKey = keyof typeof en;

/** The same texts in another language. */
export type TextsOf<English> = Readonly<Record<keyof English, string>>;

/** The texts of one language. */
export type Texts = TextsOf<typeof en>;
