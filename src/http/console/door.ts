import type { Organizations } from '../../directory/organization.ts';
import { isHostAdministrator, reaches, signedIn } from '../../directory/permission/actor.ts';
import { GatehouseError } from '../../errors.ts';
import { errorAnswer } from '../pages/error-page.ts';
import { html } from '../pages/markup.ts';
import { memberPage, type Page } from '../pages/page.ts';
import { type MemberVisit, type PageAnswer, pageUrl } from '../pages/visit.ts';
import { type AreaName, areas } from './areas.ts';
import { withFilledForm } from './filled-form.ts';
import { framed } from './frame.ts';
import type { Operations } from './operations.ts';
import {
  type ConsoleHandler,
  type ConsolePage,
  type ConsoleShown,
  type ConsoleTools,
  type ConsoleVisit,
  consoleUrl,
} from './page.ts';
import { linkButton } from './panels.ts';
import { type ConsolePath, guardOf } from './recent-proof.ts';

export interface ConsoleParts {
  readonly operations: Operations;
  readonly organizations: Organizations;
}

/** Pages of the console as pages that everybody may ask for, and administrators alone are shown. */
export function behindDoor(pages: readonly ConsolePage[], parts: ConsoleParts): readonly Page[] {
  const names = Object.keys(areas) as AreaName[];
  const navigationFor = ({ isHost }: ConsoleVisit) =>
    names.filter((name) => pages.some(({ path, isOfHost }) => path === areas[name] && (isHost || !isOfHost)));
  return pages.map(withFilledForm).map((page) => {
    const through = (handler: ConsoleHandler) => async (visit: MemberVisit, tools: ConsoleTools) => {
      if (!visit.isAdministrator) return notForYou(visit);
      const entered = await enter(visit, parts);
      if (!entered || (page.isOfHost && !entered.isHost)) return errorAnswer(visit, 404, 'error.notFound');
      const { area } = page;
      const within = (shown: ConsoleShown) =>
        framed({ visit: entered, area, navigation: navigationFor(entered), shown });
      try {
        const shown = await handler(entered, tools);
        if ('file' in shown && page.isFileOf === undefined) throw new Error(`${page.path} hands out a file unsaid.`);
        return 'title' in shown ? within(shown) : shown;
      } catch (error) {
        const code = error instanceof GatehouseError ? error.failure.code : undefined;
        if (code === 'NotFound' || code === 'ValidationFailed') return within(gone(entered, area));
        if (code === 'Forbidden') return errorAnswer(visit, 403, 'console.forbidden');
        throw error;
      }
    };
    const isGuarded = guardOf(page.path);
    return memberPage({
      path: pathOf(page.path),
      ...(isGuarded && { isGuarded }),
      ...(page.isFileOf !== undefined && { isFileOf: pathOf(page.isFileOf) }),
      ...(page.keeps && { keeps: page.keeps }),
      ...(page.formLimit && { formLimit: page.formLimit }),
      ...(page.fieldLimit && { fieldLimit: page.fieldLimit }),
      ...(page.takesFiles && { takesFiles: page.takesFiles }),
      takesTurn: true,
      show: through(page.show),
      submit: page.submit && through(page.submit),
    });
  });
}

const pathOf = (path: ConsolePath): string => (path === '' ? 'admin' : `admin/${path}`);

/** What the address names is not there, cannot be the name of anything, or is not for this person. */
const gone = (visit: ConsoleVisit, area: AreaName): ConsoleShown => ({
  title: visit.t('console.goneTitle'),
  body: html`<section class="panel empty"><p>${visit.t('console.gone')}</p>
<p class="small quiet">${visit.t('page.trace', { traceId: visit.traceId })}</p>
<div class="buttons">${linkButton(visit.t(`console.area.${area}`), consoleUrl(visit, areas[area]), 'first')}</div></section>`,
  status: 404,
});

/** Undefined when there is no such organization, or it is out of the person's reach: nobody is told which of the two. */
async function enter(
  visit: MemberVisit,
  { operations, organizations }: ConsoleParts,
): Promise<ConsoleVisit | undefined> {
  const { user, query } = visit;
  const isNamed = (query.get('organization') ?? '').trim() !== '' || visit.urlOrganization !== undefined;
  const organization = isNamed ? visit.organization : await organizations.findById(user.organizationId);
  const actor = signedIn(user, visit.isAdministrator);
  if (!organization || !reaches(actor, organization.id)) return undefined;
  const call = operations(visit, actor, organization);
  return { ...visit, organization, isHost: isHostAdministrator(actor), call };
}

function notForYou(visit: MemberVisit): PageAnswer {
  const { t } = visit;
  const body = html`<p>${t('console.notForYou')}</p>
<p><a class="button" href="${pageUrl(visit, 'account')}">${t('console.toAccount')}</a></p>`;
  return { title: t('console.notForYouTitle'), body, status: 403, menu: 'account' };
}
