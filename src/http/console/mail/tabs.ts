import type { Markup } from '../../pages/markup.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { tabs } from '../panels.ts';

/** The pages about mail. */
export const mailTabs = (visit: ConsoleVisit, current: 'server' | 'texts' | 'undelivered'): Markup =>
  tabs(visit.t('mail.title'), [
    { text: visit.t('mail.server'), url: consoleUrl(visit, 'mail'), isCurrent: current === 'server' },
    { text: visit.t('mail.texts'), url: consoleUrl(visit, 'mail/texts'), isCurrent: current === 'texts' },
    {
      text: visit.t('mail.undelivered'),
      url: consoleUrl(visit, 'mail/undelivered'),
      isCurrent: current === 'undelivered',
    },
  ]);
