import { isOfOthers, managementResource } from '../../../directory/api-resource.ts';
import type { ApplicationScope } from '../../../directory/application.ts';
import { hostId } from '../../../directory/organization.ts';
import { inTurns, mapInTurns } from '../../../turns.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { knownScopes, type ResourceAnswer } from './dto.ts';
import { nounRow, scopeField } from './noun-row.ts';
import {
  chosenScopes,
  type GrantKind,
  grantKinds,
  heldScopes,
  isOffered,
  type Level,
  levelOf,
  levels,
  scopeNouns,
} from './scope-nouns.ts';

/** The scopes that the fields of a form say. */
export function readScopes(
  form: URLSearchParams,
  resources: readonly ResourceAnswer[],
  before: readonly ApplicationScope[],
): readonly ApplicationScope[] {
  const chosen = new Map<string, Level>();
  for (const value of form.getAll(scopeField)) {
    const [kind = '', level = '', noun = ''] = value.split(' ');
    const known = levels.find((one) => one === level);
    if (known) chosen.set(`${kind} ${noun}`, known);
  }
  const all = resources.flatMap(({ scopes }) => knownScopes(scopes));
  return chosenScopes(all, before, (kind, noun) => chosen.get(`${kind} ${noun}`) ?? 'none');
}

/** What a form has to send to say these scopes; undefined where it cannot say them as they are. */
export function choicesFor(
  resources: readonly ResourceAnswer[],
  scopes: readonly ApplicationScope[],
): readonly string[] | undefined {
  const all = resources.flatMap((resource) => knownScopes(resource.scopes));
  const choices = grantKinds.flatMap((kind) => {
    const held = heldScopes(scopes, kind);
    const leveled = scopeNouns(all, kind).map((noun) => [noun.name, levelOf(noun, held)] as const);
    return leveled.flatMap(([noun, level]) => (level === 'none' ? [] : [`${kind} ${level} ${noun}`]));
  });
  const form = new URLSearchParams(choices.map((choice): [string, string] => [scopeField, choice]));
  const namesOf = (some: readonly ApplicationScope[]) => some.map(({ name, type }) => `${name} ${type}`).sort();
  const isSame = namesOf(readScopes(form, resources, [])).join() === namesOf(scopes).join();
  // An empty one says that nothing is chosen.
  return isSame ? (choices.length > 0 ? choices : ['']) : undefined;
}

interface ScopeFields {
  readonly resources: readonly ResourceAnswer[];
  /** On whose behalf the application may have any; what it is there for comes first. */
  readonly grants: readonly GrantKind[];
  /** What is chosen now. */
  readonly scopes: readonly ApplicationScope[];
}

/** A list sends something even where nothing is chosen. */
const mostInLists = 400;

/** Of a form with them: an application may have 500 scopes, each for people and for itself, with names of 256 characters. */
export const scopeLimits = { fieldLimit: 1100, formLimit: 1024 * 1024 } as const;

/** Every scope that can be given, by kind of thing: nothing, read or manage. In turns, because there may be a thousand of them. */
export async function scopeFields(visit: ConsoleVisit, fields: ScopeFields): Promise<Markup> {
  const sections: Markup[] = [];
  for (const [index, kind] of fields.grants.entries()) {
    sections.push(await grantSection(visit, fields, kind, index > 0));
  }
  return html`${sections}`;
}

async function grantSection(
  visit: ConsoleVisit,
  fields: ScopeFields,
  kind: GrantKind,
  isAside: boolean,
): Promise<Markup> {
  const { t } = visit;
  const held = heldScopes(fields.scopes, kind);
  const areMany = fields.resources.flatMap(({ scopes }) => scopes).length > mostInLists;
  const inOrder = fields.resources.toSorted((a, b) => rank(a) - rank(b));
  const content: (Markup | undefined)[] = [];
  for await (const resource of inTurns(inOrder)) {
    content.push(await resourcePart(visit, resource, kind, held, areMany));
  }
  const title = t(`console.application.scopes.${kind}`);
  const hint = html`<p class="hint">${t(`console.application.scopes.${kind}Text`)}</p>`;
  if (!isAside) return html`<fieldset class="scopes"><legend>${title}</legend>${hint}${content}</fieldset>`;
  const isOpen = held.size > 0;
  return html`<details class="aside"${isOpen && html` open`}><summary>${title}</summary><fieldset class="scopes"><legend class="unseen">${title}</legend>${hint}${content}</fieldset></details>`;
}

/** Who the person is, this API, the organization's own, and those of other products. */
function rank(resource: ResourceAnswer): number {
  if (resource.name === 'OpenID') return 0;
  if (resource.name === managementResource) return 1;
  return isOthers(resource) ? 3 : 2;
}

const isOthers = ({ name }: ResourceAnswer): boolean =>
  isOfOthers({ ...{ organizationId: hostId, name, displayName: name, description: null }, scopes: [] });

async function resourcePart(
  visit: ConsoleVisit,
  resource: ResourceAnswer,
  kind: GrantKind,
  held: ReadonlySet<string>,
  areMany: boolean,
): Promise<Markup | undefined> {
  const isHost = visit.organization.id === hostId;
  const nouns = scopeNouns(knownScopes(resource.scopes), kind)
    .map((noun) => ({ noun, level: levelOf(noun, held) }))
    .filter(({ noun, level }) => isOffered(noun, level, isHost));
  if (nouns.length === 0) return undefined;
  const isOpen = !isOthers(resource) || nouns.some(({ level }) => level !== 'none');
  const rows = await mapInTurns(nouns, ({ noun, level }) => nounRow(visit, { kind, noun, current: level, areMany }));
  return html`<details class="resource"${isOpen && html` open`}><summary>${nameOf(visit, resource)}</summary>
${aboutResource(visit, resource)}
${rows}
</details>`;
}

const nameOf = ({ t }: ConsoleVisit, { name, displayName }: ResourceAnswer): string =>
  name === 'OpenID'
    ? t('console.application.scopes.person')
    : name === managementResource
      ? t('console.application.scopes.here')
      : displayName;

function aboutResource({ t }: ConsoleVisit, resource: ResourceAnswer): Markup | undefined {
  const text = isOthers(resource)
    ? t('console.application.scopes.others')
    : rank(resource) === 2 && resource.description;
  return text ? html`<p class="hint">${text}</p>` : undefined;
}
