import { apiResourcePages } from './api-resource/pages.ts';
import { applicationPages } from './application/pages.ts';
import { auditPages } from './audit/pages.ts';
import { brandPages } from './brand/pages.ts';
import { certificatePages } from './certificate/pages.ts';
import { groupPages } from './group/pages.ts';
import { expiringPage } from './home/expiring-page.ts';
import { homePage } from './home/page.ts';
import { importPage } from './import/page.ts';
import { mailPages } from './mail/pages.ts';
import { organizationPages } from './organization/pages.ts';
import { switchPage } from './organization-switch.ts';
import type { ConsolePage } from './page.ts';
import { peoplePages } from './people/pages.ts';
import { personPages } from './person/pages.ts';
import { robotPages } from './robot/pages.ts';
import { securityPages } from './security/pages.ts';

/** Every page of the console, area by area. */
export const consolePages: readonly ConsolePage[] = [
  homePage,
  expiringPage,
  switchPage,
  importPage,
  ...peoplePages,
  ...groupPages,
  ...personPages,
  ...applicationPages,
  ...robotPages,
  ...apiResourcePages,
  ...auditPages,
  ...securityPages,
  ...mailPages,
  ...brandPages,
  ...certificatePages,
  ...organizationPages,
];
