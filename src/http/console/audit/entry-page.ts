import { notFound } from '../../../errors.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { AuditEventDto, AuditSearchResult } from '../../api/audit-search.ts';
import { dateTime } from '../../pages/date-time.ts';
import { html, longWord, type Markup } from '../../pages/markup.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { facts, panel } from '../panels.ts';
import { table } from '../table.ts';
import { readDetails } from './difference.ts';
import { namesOfTargets, target } from './target.ts';
import { namesIn, valueShown } from './value.ts';

type Entry = Wire<typeof AuditEventDto>;

/** `{prefix}/web/admin/audit/{sequence}`: everything that one entry says. */
export const auditEntryPage: ConsolePage = {
  path: 'audit/{sequence}',
  area: 'audit',
  show: async (visit) => {
    const { t } = visit;
    const entry = await load(visit);
    const details = readDetails(entry.details);
    const { differences, others } = details;
    const inside = await namesIn(visit, details);
    const value = (member: string, one: unknown) => valueShown(visit, inside, member, one);
    const said = others.flatMap(([member, one]) => {
      const shown = value(member, one);
      return shown ? [[member, shown] as const] : [];
    });
    const body = html`${panel(t('audit.happened'), happened(visit, entry, await namesOfTargets(visit, [entry])))}
${
  differences.length > 0 &&
  panel(
    t('audit.difference'),
    table(visit, {
      caption: t('audit.difference'),
      rows: differences,
      columns: [
        { label: t('audit.member'), cell: ({ member }) => html`<code>${member}</code>` },
        {
          label: t('audit.before'),
          cell: ({ member, before }) => wrapped(value(member, before), (one) => html`<del>${one}</del>`),
        },
        {
          label: t('audit.after'),
          cell: ({ member, after }) => wrapped(value(member, after), (one) => html`<ins>${one}</ins>`),
        },
      ],
    }),
  )
}
${said.length > 0 && panel(t('audit.details'), facts(said))}`;
    return { title: entry.message, body, trail: [[t('audit.title'), consoleUrl(visit, 'audit')]] };
  },
};

const wrapped = (one: Markup | undefined, wrap: (one: Markup) => Markup) => one && wrap(one);

async function load(visit: ConsoleVisit): Promise<Entry> {
  const sequence = Number(visit.parameters.sequence);
  const isNumber = Number.isSafeInteger(sequence) && sequence > 0;
  const { results } = isNumber
    ? await visit.call<Wire<typeof AuditSearchResult>>('AuditQuery_Search', {
        parameters: { partitionGlobalId: visit.organization.id },
        query: { before: sequence + 1, top: 1, language: visit.language },
      })
    : { results: [] };
  const entry = results.find((one) => one.sequence === sequence);
  if (!entry) throw notFound('There is no such entry.');
  return entry;
}

function happened(visit: ConsoleVisit, entry: Entry, names: Awaited<ReturnType<typeof namesOfTargets>>): Markup {
  const { t } = visit;
  const who = (id: string | null, isBy: boolean) =>
    id &&
    html`<a class="small" href="${consoleUrl(visit, 'audit', { who: id, as: isBy ? 'by' : undefined })}">${t('audit.more')}</a>`;
  return facts([
    [t('audit.when'), dateTime(visit, Date.parse(entry.createdOn))],
    [
      t('audit.by'),
      html`${entry.actorName} ${entry.actorEmail && html`<span class="quiet">${longWord(entry.actorEmail)}</span>`} ${who(entry.actorId, true)}`,
    ],
    [
      t('audit.target'),
      entry.targetId &&
        html`${target(visit, entry, names)} ${names.get(entry.targetId)?.name && html`<code class="quiet">${entry.targetId}</code>`} ${who(entry.targetId, false)}`,
    ],
    [t('audit.from'), entry.clientIpAddress],
    [t('audit.event'), `${entry.category}/${entry.action}`],
    [t('audit.request'), entry.traceId && html`<code>${entry.traceId}</code>`],
    [t('audit.number'), entry.sequence],
    [t('audit.hash'), html`<code>${entry.hash}</code>`],
  ]);
}
