import type { Wire } from '../../../operation/answer-shape.ts';
import type { Version } from '../../api/information.ts';
import type { OverviewDto } from '../../api/overview.ts';
import { html } from '../../pages/markup.ts';
import type { ConsolePage } from '../page.ts';
import { facts, panel } from '../panels.ts';
import { attention } from './attention.ts';
import { chart } from './chart.ts';

/** `{prefix}/web/admin`: what needs attention, what happened on the latest days, and how the server is. */
export const homePage: ConsolePage = {
  path: '',
  area: 'home',
  show: async (visit) => {
    const { t, organization } = visit;
    const parameters = { partitionGlobalId: organization.id };
    const [overview, { version }, { status }] = await Promise.all([
      visit.call<Wire<typeof OverviewDto>>('Overview_Get', { parameters, query: { days: 14 } }),
      visit.call<Wire<typeof Version>>('Status_Version'),
      visit.call<{ readonly status: string }>('Liveness_Get'),
    ]);
    const days = overview.days.map((day) => ({ ...day, at: Date.parse(day.from) }));
    const signIns = days.map(({ at, signInAttempts, refusedSignIns }) => ({
      at,
      all: signInAttempts,
      part: refusedSignIns,
    }));
    const changes = days.map(({ at, auditEntries }) => ({ at, all: auditEntries, part: 0 }));
    const health = status === 'Healthy' ? t('home.healthy') : status;
    const body = html`${panel(t('home.attention'), await attention(visit, overview.outdatedPasswordHashes))}
<div class="halves">
${panel(t('home.signIns'), chart(visit, { label: t('home.signIns'), days: signIns, part: t('home.refused') }))}
${panel(t('home.changes'), chart(visit, { label: t('home.changes'), days: changes }))}
</div>
${panel(
  t('home.server'),
  facts([
    [t('home.version'), version],
    [t('console.state'), health],
  ]),
)}`;
    return { title: t('home.title'), body };
  },
};
