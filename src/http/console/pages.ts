import { homePage } from './home/page.ts';
import { switchPage } from './organization-switch.ts';
import type { ConsolePage } from './page.ts';

/** Every page of the console, area by area. */
export const consolePages: readonly ConsolePage[] = [homePage, switchPage];
