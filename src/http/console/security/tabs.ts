import type { Markup } from '../../pages/markup.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { tabs } from '../panels.ts';

/** The pages about security. */
export const securityTabs = (visit: ConsoleVisit, current: 'passwords' | 'secondFactors' | 'signIn'): Markup =>
  tabs(visit.t('security.title'), [
    { text: visit.t('security.passwords'), url: consoleUrl(visit, 'security'), isCurrent: current === 'passwords' },
    {
      text: visit.t('security.secondFactors'),
      url: consoleUrl(visit, 'security/second-factors'),
      isCurrent: current === 'secondFactors',
    },
    { text: visit.t('security.signIn'), url: consoleUrl(visit, 'security/sign-in'), isCurrent: current === 'signIn' },
  ]);
