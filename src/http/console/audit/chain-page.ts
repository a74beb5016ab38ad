import type { Wire } from '../../../operation/answer-shape.ts';
import type { AuditChainCheckDto, AuditChainDto } from '../../api/audit-search.ts';
import { dateTime } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { type ConsolePage, type ConsoleVisit, changed, consoleUrl } from '../page.ts';
import { badge, facts, linkButton, panel } from '../panels.ts';
import { results } from '../search-form.ts';

/** `{prefix}/web/admin/audit/chain`: where the log ends, and whether anybody has changed it. */
export const auditChainPage: ConsolePage = {
  path: 'audit/chain',
  area: 'audit',
  show: async (visit) => {
    const { t, organization } = visit;
    const parameters = { partitionGlobalId: organization.id };
    const chain = await visit.call<Wire<typeof AuditChainDto>>('AuditQuery_GetChain', { parameters });
    const after = visit.query.get('after');
    const check = after !== null && (await checked(visit, /^\d{1,15}$/.test(after) ? after : '0'));
    const body = html`<p>${t('audit.chainText')}</p>
${panel(t('audit.chainEnds'), state(visit, chain))}
${panel(t('audit.check'), results(check || linkButton(t('audit.checkNow'), changed(visit, { after: 0 }), 'first')))}`;
    return { title: t('audit.chain'), body, trail: [[t('audit.title'), consoleUrl(visit, 'audit')]] };
  },
};

const state = (visit: ConsoleVisit, chain: Wire<typeof AuditChainDto>): Markup => {
  const { t, language } = visit;
  const number = new Intl.NumberFormat(language);
  return facts([
    [t('audit.entries'), number.format(chain.entryCount)],
    [t('audit.last'), number.format(chain.lastSequence)],
    [t('audit.hash'), html`<code>${chain.lastHash}</code>`],
    [t('audit.signed'), chain.isSigned ? badge(t('audit.signedYes')) : badge(t('audit.signedNo'), 'warn')],
    [
      t('audit.archived'),
      chain.archivedTime &&
        html`${number.format(chain.archivedThrough)}, ${dateTime(visit, Date.parse(chain.archivedTime))}, ${chain.archiveFile}`,
    ],
  ]);
};

/** The next part; with scripts, the part after it follows by itself. */
async function checked(visit: ConsoleVisit, after: string): Promise<Markup> {
  const { t, language } = visit;
  const check = await visit.call<Wire<typeof AuditChainCheckDto>>('AuditQuery_CheckChain', {
    parameters: { partitionGlobalId: visit.organization.id },
    query: { after },
  });
  const number = new Intl.NumberFormat(language);
  if (!check.isIntact) {
    const fault = t(`audit.fault.${check.fault as 'missing' | 'altered' | 'forged'}`);
    return badNote(t('audit.broken', { number: number.format(check.faultySequence ?? 0), fault }));
  }
  const last = number.format(check.lastSequence);
  if (check.next === null)
    return html`<div class="note good" role="status"><p>${t('audit.intact', { last })}</p></div>`;
  const url = changed(visit, { after: check.next });
  return html`<p role="status">${t('audit.checkedTo', { last })}</p>
<p><a class="button first" href="${url}" hx-get="${url}" hx-trigger="load, click" hx-target="#results" hx-select="#results" hx-swap="outerHTML">${t('audit.checkOn')}</a></p>`;
}
