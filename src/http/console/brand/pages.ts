import type { ConsolePage } from '../page.ts';
import { brandPage } from './page.ts';
import { signInPreview } from './sign-in-preview.ts';

/** How an organization shows itself. */
export const brandPages: readonly ConsolePage[] = [brandPage, signInPreview];
