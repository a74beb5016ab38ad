import type { Wire } from '../../../operation/answer-shape.ts';
import type { MailCountDto, UndeliveredMailDto } from '../../api/undelivered-mail.ts';
import { dateTime } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { confirmation } from '../confirmation.ts';
import { listState } from '../list.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { badge, emptyState, linkButton } from '../panels.ts';
import { refusalText } from '../refusal-text.ts';
import { results } from '../search-form.ts';
import { selection } from '../selection.ts';
import { paging, table } from '../table.ts';
import { mailTabs } from './tabs.ts';

type Mail = Wire<typeof UndeliveredMailDto>;

/** `{prefix}/web/admin/mail/undelivered`: mail that was given up, or that waits. */
export const undeliveredPage: ConsolePage = {
  path: 'mail/undelivered',
  area: 'mail',
  show: async (visit) => {
    const { t, query } = visit;
    const isWaiting = query.get('state') === 'waiting';
    const list = listState(visit);
    const found = await visit.call<{ readonly totalCount: number; readonly results: readonly Mail[] }>(
      'Mail_GetUndelivered',
      {
        parameters: { partitionGlobalId: visit.organization.id },
        query: { state: isWaiting ? 'waiting' : 'givenUp', top: list.size, skip: (list.page - 1) * list.size },
      },
    );
    const other = isWaiting
      ? linkButton(t('mail.showGivenUp'), consoleUrl(visit, 'mail/undelivered'))
      : linkButton(t('mail.showWaiting'), consoleUrl(visit, 'mail/undelivered', { state: 'waiting' }));
    const all =
      !isWaiting &&
      found.totalCount > 0 &&
      linkButton(t('mail.retryAll'), consoleUrl(visit, 'mail/undelivered/change', { action: 'retry', every: 'yes' }));
    const rows = rowsOf(visit, found.results, isWaiting);
    const content = isWaiting
      ? rows
      : selection(visit, consoleUrl(visit, 'mail/undelivered/change'), actions(visit), rows);
    const body = html`${mailTabs(visit, 'undelivered')}
<div class="buttons">${other}${all}</div>
${
  found.totalCount === 0
    ? emptyState(t(isWaiting ? 'mail.nothingWaits' : 'mail.nothingGivenUp'), t('mail.undeliveredText'))
    : html`<section class="panel">${results([content, paging(visit, list, found.totalCount)])}</section>`
}`;
    return { title: t('mail.title'), body };
  },
};

const actions = ({ t }: ConsoleVisit) => [
  { value: 'retry', text: t('mail.retry') },
  { value: 'discard', text: t('mail.discard'), isGrave: true as const },
];

const rowsOf = (visit: ConsoleVisit, rows: readonly Mail[], isWaiting: boolean): Markup => {
  const { t } = visit;
  return table<Mail>(visit, {
    caption: t('mail.undelivered'),
    rows,
    ...(!isWaiting && {
      select: { value: ({ id }) => id, label: ({ kind, userName }) => `${kind}, ${userName ?? ''}` },
    }),
    columns: [
      { label: t('mail.kind'), cell: ({ kind }) => html`${kind}` },
      {
        label: t('mail.to'),
        cell: ({ userId, userName, email }) =>
          userName !== null &&
          html`<a href="${consoleUrl(visit, `people/${encodeURIComponent(userId ?? '')}`)}">${userName}</a> <span class="quiet">${email}</span>`,
      },
      { label: t(isWaiting ? 'mail.due' : 'mail.givenUpAt'), cell: ({ time }) => dateTime(visit, Date.parse(time)) },
      { label: t('mail.attempts'), cell: ({ attempts }) => attempts, isNumber: true },
      { label: t('mail.error'), cell: ({ lastError }) => lastError && refusalText(t, lastError) },
      {
        label: t('console.state'),
        cell: ({ canRetry }) => !isWaiting && (canRetry ? badge(t('mail.canRetry')) : badge(t('mail.tooLate'), 'off')),
      },
    ],
  });
};

/** `{prefix}/web/admin/mail/undelivered/change`: asks before mail is tried again, or discarded. */
export const changeUndeliveredPage: ConsolePage = {
  path: 'mail/undelivered/change',
  area: 'mail',
  show: async (visit) => {
    const { t, query } = visit;
    const action = actionOf(visit);
    const ids = query.getAll('id');
    const isEvery = query.get('every') === 'yes';
    return confirmation(visit, {
      title: isEvery ? t('mail.retryAllTitle') : t(`mail.${action}Title`, { count: ids.length }),
      text: t(`mail.${action}Text`),
      button: t(`mail.${action}`),
      back: consoleUrl(visit, 'mail/undelivered'),
      trail: [[t('mail.title'), consoleUrl(visit, 'mail/undelivered')]],
      ...(action === 'retry' && { isHarmless: true as const }),
    });
  },
  submit: async (visit, tools) => {
    const { query } = visit;
    const action = actionOf(visit);
    const body = query.get('every') === 'yes' ? { all: true } : { ids: query.getAll('id') };
    const { count } = await visit.call<Wire<typeof MailCountDto>>(action === 'retry' ? 'Mail_Retry' : 'Mail_Discard', {
      parameters: { partitionGlobalId: visit.organization.id },
      body,
    });
    return done(visit, tools, consoleUrl(visit, 'mail/undelivered'), { key: `mail.${action}Done`, values: { count } });
  },
};

const actionOf = ({ query }: ConsoleVisit): 'retry' | 'discard' =>
  query.get('action') === 'discard' ? 'discard' : 'retry';
