import type { Wire } from '../../../operation/answer-shape.ts';
import type { Version } from '../../api/information.ts';
import { html } from '../../pages/markup.ts';
import type { ConsolePage } from '../page.ts';
import { facts, panel } from '../panels.ts';
import { attention } from './attention.ts';

/** `{prefix}/web/admin`: what needs attention, and how the server is. */
export const homePage: ConsolePage = {
  path: '',
  area: 'home',
  show: async (visit) => {
    const { t } = visit;
    const { version } = await visit.call<Wire<typeof Version>>('Status_Version');
    const body = html`${await attention(visit)}
${panel(t('home.server'), facts([[t('home.version'), version]]))}`;
    return { title: t('home.title'), body };
  },
};
