import { html, type Markup } from '../../pages/markup.ts';
import { isFarReaching } from '../../pages/scope-words.ts';
import type { ConsoleVisit } from '../page.ts';
import { linkButton, panel } from '../panels.ts';
import { type ClientAnswer, knownScopes, loadResources, scopesOf } from './dto.ts';
import { levelText, nounName } from './noun-words.ts';
import {
  type GrantKind,
  grantKinds,
  heldScopes,
  type KnownScope,
  levelOf,
  levelsOf,
  partsOf,
  scopeNouns,
} from './scope-nouns.ts';
import { applicationUrl } from './urls.ts';

/** What an application may do, on whose behalf: each kind of thing with how much. */
export async function scopePanel(visit: ConsoleVisit, client: ClientAnswer): Promise<Markup> {
  const { t } = visit;
  const known = (await loadResources(visit)).flatMap(({ scopes }) => knownScopes(scopes));
  const granted = grantKinds.map((kind) => abilities(visit, kind, known, heldScopes(scopesOf(client), kind)));
  const isNone = granted.every((one) => one === undefined);
  const content = isNone
    ? html`<p>${t(`console.application.scopes.none.${client.isConfidential ? 'application' : 'user'}`)}</p>`
    : html`${granted}`;
  const change = linkButton(t('console.edit'), applicationUrl(visit, client.id, 'scopes'));
  return panel(t('console.application.scopes'), content, change);
}

function abilities(
  visit: ConsoleVisit,
  kind: GrantKind,
  known: readonly KnownScope[],
  held: ReadonlySet<string>,
): Markup | undefined {
  if (held.size === 0) return undefined;
  const { t } = visit;
  const nouns = scopeNouns(known, kind).filter((noun) => partsOf(noun).some(({ name }) => held.has(name)));
  const lines = nouns.map((noun) => {
    const level = levelOf(noun, held);
    const isSwitch = levelsOf(noun, level).length === 2;
    const text = levelText(visit, noun, level);
    const scopes = partsOf(noun)
      .filter(({ name }) => held.has(name))
      .map(({ name }) => name);
    return html`<li><b>${nounName(visit, noun)}</b> <code>${scopes.join(' ')}</code>${!isSwitch && html` ${t(`console.application.level.${level}`)}`}${text && html`<span class="hint">${text}</span>`}${isFarReaching(scopes) && html`<span class="far">${t('console.application.scopes.far')}</span>`}</li>`;
  });
  return html`<h3>${t(`console.application.scopes.${kind}`)}</h3><ul class="plain granted">${lines}</ul>`;
}
