import { groupPages } from './group/pages.ts';
import { homePage } from './home/page.ts';
import { switchPage } from './organization-switch.ts';
import type { ConsolePage } from './page.ts';
import { peoplePages } from './people/pages.ts';

/** Every page of the console, area by area. */
export const consolePages: readonly ConsolePage[] = [homePage, switchPage, ...peoplePages, ...groupPages];
