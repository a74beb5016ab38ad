import type { ConsolePage } from '../page.ts';
import { passwordsPage } from './passwords-page.ts';
import { secondFactorsPage } from './second-factors-page.ts';
import { signInRulesPage } from './sign-in-page.ts';

/** The rules for passwords, second factors and signing in. */
export const securityPages: readonly ConsolePage[] = [passwordsPage, secondFactorsPage, signInRulesPage];
