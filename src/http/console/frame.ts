import { brand, documentTitle } from '../pages/layout.ts';
import { html, type Markup } from '../pages/markup.ts';
import { badNote, noticeBox } from '../pages/notice.ts';
import { pageUrl, personName, type ShownPage, type Visit } from '../pages/visit.ts';
import { type AreaName, areas } from './areas.ts';
import { type ConsoleShown, type ConsoleVisit, consoleUrl } from './page.ts';
import { undoButton } from './undo.ts';

/** What the frame knows of the page within it. */
interface Framed {
  readonly visit: ConsoleVisit;
  readonly area: AreaName;
  /** The areas that there are for this person. */
  readonly navigation: readonly AreaName[];
  readonly shown: ConsoleShown;
}

/** The page as it is sent: within the frame of the console, with its style and htmx. */
export function framed(inside: Framed): ShownPage {
  const { visit, shown } = inside;
  const { title, isRefused = false, status = isRefused ? 400 : 200 } = shown;
  return {
    title,
    status,
    isRefused,
    ...(shown.hasPreview && { hasPreview: true }),
    ...(shown.fault !== undefined && { fault: shown.fault }),
    body: html`<title>${documentTitle(visit, { title, isRefused })}</title>${shown.body}`,
    head: head(visit),
    frame: (seen, page) => frame(inside, seen, page),
  };
}

/** htmx evaluates nothing, writes no style into the page, keeps no page in the browser, and asks no other host. */
const htmxConfig = JSON.stringify({
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
});

const head = (
  visit: Visit,
): Markup => html`<link rel="stylesheet" href="${pageUrl(visit, `assets/${visit.assets.consoleStyle}`)}">
<meta name="htmx-config" content="${htmxConfig}">
<script defer src="${pageUrl(visit, `assets/${visit.assets.htmx}`)}"></script>`;

function frame(inside: Framed, { notice }: Visit, { title, refusal }: ShownPage): Markup {
  const { visit, shown } = inside;
  const { t } = visit;
  return html`<header class="hall-head console-head"><div>
${brand(visit)}
${organizationName(visit)}
<a class="person small" href="${pageUrl(visit, 'account')}">${personName(visit.user)}</a>
<a class="button" href="${pageUrl(visit, 'logout')}">${t('menu.signOut')}</a>
</div></header>
<div class="console">
${navigations(inside)}
<main id="main" tabindex="-1">
${noticeBox({ notice, t, undo: undoIn(visit, notice) })}
${refusal && badNote(t(`form.${refusal}`))}
${trail(visit, shown)}
<div class="title-row"><h1>${title}</h1>${shown.actions && html`<div class="buttons">${shown.actions}</div>`}</div>
${shown.body}
</main>
</div>`;
}

const undoIn = (visit: ConsoleVisit, notice: Visit['notice']): Markup | undefined =>
  notice?.kind === 'done' && notice.undo ? undoButton(visit, notice.undo) : undefined;

/** Which organization is looked at, unless the brand says it already; the host may choose another one. */
function organizationName(visit: ConsoleVisit): Markup | undefined {
  const { t, organization, isHost, look } = visit;
  if (!isHost && look.name === organization.name) return undefined;
  const name = html`<span class="quiet">${t('console.organization')}</span> <strong>${organization.name}</strong>`;
  if (!isHost) return html`<p class="organization small">${name}</p>`;
  return html`<p class="organization small">${name} <a href="${consoleUrl(visit, 'organization')}">${t('console.switch')}</a></p>`;
}

/** On a narrow screen it is opened when it is needed; on a wide one it is always there. One of the two is displayed. */
function navigations(inside: Framed): Markup {
  const { visit, area } = inside;
  const { t } = visit;
  const list = navigationList(inside);
  return html`<details class="console-menu narrow"><summary>${t('console.menu')}: ${t(`console.area.${area}`)}</summary>
<nav class="menu" aria-label="${t('console.menu')}">${list}</nav></details>
<nav class="console-menu wide menu" aria-label="${t('console.menu')}">${list}</nav>`;
}

const navigationList = ({ visit, area, navigation }: Framed): Markup =>
  html`<ul>${navigation.map(
    (name) =>
      html`<li><a href="${consoleUrl(visit, areas[name])}"${name === area && html` aria-current="page"`}>${visit.t(`console.area.${name}`)}</a></li>`,
  )}</ul>`;

function trail({ t }: ConsoleVisit, { trail: above = [] }: ConsoleShown): Markup | undefined {
  if (above.length === 0) return undefined;
  const steps = above.map(([text, url]) => html`<li><a href="${url}">${text}</a></li>`);
  return html`<nav class="trail small" aria-label="${t('console.trail')}"><ol>${steps}</ol></nav>`;
}
