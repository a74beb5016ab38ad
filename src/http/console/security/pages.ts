import type { ConsolePage } from '../page.ts';
import { passwordsPage } from './passwords-page.ts';
import { signInRulesPage } from './sign-in-page.ts';

/** The rules for passwords, and for signing in. */
export const securityPages: readonly ConsolePage[] = [passwordsPage, signInRulesPage];
