import { pathOf, queryOf } from '../../directory/url-parts.ts';
import { languages, languageTags } from './language.ts';
import { html, type Markup } from './markup.ts';
import { badNote, noticeBox } from './notice.ts';
import { type MenuItem, pageUrl, personName, type ShownPage, type Visit } from './visit.ts';

/** What the window is called while it shows the page. */
export function documentTitle({ t, look }: Visit, page: Pick<ShownPage, 'title' | 'isRefused'>): string {
  const heading = page.isRefused ? `${t('page.problem')}: ${page.title}` : page.title;
  return heading.endsWith(look.name) ? heading : `${heading} – ${look.name}`;
}

/** The whole document around a page. */
export function layout(visit: Visit, page: ShownPage): Markup {
  const { t, language, look, assets } = visit;
  const title = documentTitle(visit, page);
  return html`<!doctype html>
<html lang="${language}"${themeAttribute(look.theme)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${pageUrl(visit, `assets/${assets.logo}`)}">
<link rel="stylesheet" href="${pageUrl(visit, `assets/${assets.style}`)}">
<link rel="stylesheet" href="${pageUrl(visit, `brand/accent-${look.accent.slice(1)}.css`)}">
<script type="module" src="${pageUrl(visit, `assets/${assets.script}`)}"></script>
${page.head}
</head>
<body>
<a class="skip" href="#main">${t('page.skip')}</a>
${frameOf(visit, page)}
</body>
</html>
`;
}

const themeAttribute = (theme: string | undefined): Markup | undefined =>
  theme && /^(light|dark|dark-hc)$/.test(theme) ? html` data-theme="${theme}"` : undefined;

function frameOf(visit: Visit, page: ShownPage): Markup {
  if (page.frame) return page.frame(visit, page);
  return page.menu && visit.user ? hall(visit, page, page.menu) : gate(visit, page);
}

function gate(visit: Visit, { title, body, refusal }: ShownPage): Markup {
  return html`<div class="gate${visit.look.isOurs && ' ours'}">
<header class="gate-head">${brand(visit)}</header>
<main id="main" class="gate-door" tabindex="-1">
<div class="card stack wide">
<h1>${title}</h1>
${noticeBox(visit)}
${refusal && badNote(visit.t(`form.${refusal}`))}
${body}
</div>
</main>
${foot(visit)}
</div>`;
}

function hall(visit: Visit, { title, body, refusal }: ShownPage, current: MenuItem): Markup {
  return html`<header class="hall-head"><div>
${brand(visit)}
${visit.isAdministrator && html`<a class="button" href="${pageUrl(visit, 'admin')}">${visit.t('menu.administration')}</a>`}
<span class="person small quiet">${visit.user && personName(visit.user)}</span>
<a class="button" href="${pageUrl(visit, 'logout')}">${visit.t('menu.signOut')}</a>
</div></header>
<div class="hall">
${menu(visit, current)}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${noticeBox(visit)}
${refusal && badNote(visit.t(`form.${refusal}`))}
${body}
</main>
</div>
${foot(visit)}`;
}

const menuPages = {
  account: 'account',
  password: 'change-password',
  security: 'security',
  sessions: 'sessions',
  applications: 'applications',
  tokens: 'tokens',
} as const;

function menu(visit: Visit, current: MenuItem): Markup {
  const items = Object.entries(menuPages) as [MenuItem, string][];
  return html`<nav class="menu" aria-label="${visit.t('page.menu')}"><ul>
${items.map(
  ([item, page]) =>
    html`<li><a href="${pageUrl(visit, page)}"${item === current && html` aria-current="page"`}>${visit.t(`menu.${item}`)}</a></li>`,
)}
</ul></nav>`;
}

export function brand({ look, prefix, assets }: Visit): Markup {
  const logo = look.logo ?? `assets/${assets.logo}`;
  return html`<div class="brand"><img src="${prefix}/web/${logo}" alt="" height="36"${!look.logo && html` class="ours"`}><span>${look.name}</span></div>`;
}

/** Languages can be chosen by links; those who are signed in have a preference instead. */
function foot(visit: Visit): Markup {
  const { t, user, language } = visit;
  if (user) return html`<footer class="foot"><span>${t('page.poweredBy')}</span></footer>`;
  const links = languageTags.map(
    (tag) =>
      html`<li><a href="${inLanguage(visit, tag)}" lang="${tag}" hreflang="${tag}"${
        tag === language && html` aria-current="true"`
      }>${languages[tag]['language.name']}</a></li>`,
  );
  return html`<footer class="foot"><nav aria-label="${t('page.languages')}"><ul>${links}</ul></nav></footer>`;
}

function inLanguage({ address }: Visit, tag: string): string {
  const query = new URLSearchParams(queryOf(address));
  query.set('ui_locales', tag);
  return `${pathOf(address)}?${query}`;
}
