import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { choicesField } from '../fields.ts';
import { typed } from '../form-values.ts';
import {
  type ConsoleAnswer,
  type ConsolePage,
  type ConsoleTools,
  type ConsoleVisit,
  consoleUrl,
  done,
} from '../page.ts';
import { type ClientAnswer, loadResources, type ResourceAnswer } from './dto.ts';
import {
  checkField,
  keyFields,
  nameField,
  type PartyValues,
  partyBody,
  partyFaults,
  partyFields,
  readParty,
  signOutFields,
  uriField,
} from './fields.ts';
import { type ApplicationKind, applicationKinds, deviceUri, kinds } from './kind.ts';
import { scopeField } from './noun-row.ts';
import { readScopes, scopeFields, scopeLimits } from './scope-fields.ts';
import { isGrantedTo } from './scope-nouns.ts';

/** With what a confidential application proves itself. */
const proofs = ['secret', 'keys', 'issuer'] as const;

/** `new-application`: which kind it is, then what is to be said of one of that kind. */
export const newPage: ConsolePage = {
  path: 'new-application',
  area: 'applications',
  keeps: [...partyFields, 'proof', scopeField],
  ...scopeLimits,
  show: async (visit, tools) => {
    const kind = kindAsked(visit);
    return kind ? await formPage(visit, tools, kind, noFaults) : kindsPage(visit);
  },
  submit: async (visit, tools) => {
    const kind = kindAsked(visit);
    if (!kind) return { location: consoleUrl(visit, 'new-application') };
    if (visit.form.has(checkField)) return await formPage(visit, tools, kind, noFaults);
    return await create(visit, tools, kind);
  },
};

const kindAsked = ({ query }: ConsoleVisit): ApplicationKind | undefined =>
  applicationKinds.find((kind) => kind === query.get('kind'));

const trail = (visit: ConsoleVisit) =>
  [[visit.t('console.area.applications'), consoleUrl(visit, 'applications')]] as const;

function kindsPage(visit: ConsoleVisit): ConsoleAnswer {
  const { t } = visit;
  const cards = applicationKinds.map(
    (kind) =>
      html`<li><a class="kind" href="${consoleUrl(visit, 'new-application', { kind })}"><strong>${t(`console.application.kind.${kind}`)}</strong><span>${t(`console.application.kindText.${kind}`)}</span></a></li>`,
  );
  const body = html`<p>${t('console.application.which')}</p><ul class="kinds">${cards}</ul>`;
  return { title: t('console.application.new'), body, trail: trail(visit) };
}

async function create(visit: ConsoleVisit, tools: ConsoleTools, kind: ApplicationKind): Promise<ConsoleAnswer> {
  const { t, form } = visit;
  const { isConfidential, grants, example } = kinds[kind];
  const again = (faults: Faults) => formPage(visit, tools, kind, faults);
  const values = valuesOf(visit, tools, kind);
  const scopes = readScopes(form, await loadResources(visit), []);
  const mayPass = scopes.some((scope) => isGrantedTo(scope, 'user'));
  const faults = {
    ...partyFaults(visit, values, { isReturned: example !== undefined }),
    ...(grants[0] === 'user' && !mayPass ? { [scopeField]: [t('console.application.scopes.needed')] } : {}),
    ...(proofOf(visit) === 'keys' && !values.jwks && !values.jwksUri ? { jwksUri: [t('field.required')] } : {}),
  };
  if (Object.keys(faults).length > 0) return await again(faults);
  return await orFaults(
    visit,
    async () => {
      const generateFirstSecret = proofOf(visit) === 'secret';
      const body = { ...partyBody(values), isConfidential, scopes, generateFirstSecret };
      const { id, name, secret } = await visit.call<ClientAnswer>('ExternalClient_Create', { body });
      const next = proofOf(visit) === 'issuer' ? '/federated-credentials/new' : '';
      const to = consoleUrl(visit, `applications/${id}${next}`);
      const said = { key: 'console.application.created', values: { name } } as const;
      const shown = { label: 'console.application.secretMade', value: secret ?? '' } as const;
      return done(visit, tools, to, said, secret === null ? {} : { secret: shown });
    },
    again,
  );
}

const proofOf = (visit: ConsoleVisit) => proofs.find((proof) => proof === typed(visit).get('proof')) ?? 'secret';

/** Members that the form of the kind does not have are as the kind wants them, whatever is sent. */
function valuesOf(visit: ConsoleVisit, { issuerOf }: ConsoleTools, kind: ApplicationKind): PartyValues {
  const sent = readParty(typed(visit));
  const { isConfidential, example } = kinds[kind];
  const isKeyed = isConfidential && proofOf(visit) === 'keys';
  return {
    ...sent,
    redirectUri:
      example === undefined ? (kind === 'device' ? deviceUri(issuerOf(visit.prefix)) : '') : sent.redirectUri,
    postLogoutRedirectUris: example === undefined ? '' : sent.postLogoutRedirectUris,
    backchannelLogoutUri: kind === 'web' ? sent.backchannelLogoutUri : '',
    jwksUri: isKeyed ? sent.jwksUri : '',
    jwks: isKeyed ? sent.jwks : '',
  };
}

async function formPage(
  visit: ConsoleVisit,
  tools: ConsoleTools,
  kind: ApplicationKind,
  faults: Faults,
): Promise<ConsoleAnswer> {
  const { t } = visit;
  const { grants, example, isConfidential } = kinds[kind];
  const resources = await loadResources(visit);
  const values = valuesOf(visit, tools, kind);
  const scopes = typed(visit).has(scopeField) ? readScopes(typed(visit), resources, []) : usualScopes(kind, resources);
  const content = html`${faultOf('', faults)}
${nameField(visit, values, faults)}
${example !== undefined && uriField(visit, 'redirectUri', values, faults, { example })}
${isConfidential && proofFields(visit, values, faults)}
<h2>${t('console.application.scopes')}</h2>
${faultOf(scopeField, faults)}
${await scopeFields(visit, { resources, grants, scopes })}
${example !== undefined && html`<details class="aside"${isSignOutSaid(values, faults) && html` open`}><summary>${t('console.application.signOut')}</summary><div class="stack">${signOutFields(visit, values, faults, kind === 'web')}</div></details>`}
${submitOrCancel(t, submit(t('console.create')), consoleUrl(visit, 'applications'))}`;
  const body = html`<section class="panel decided"><h2>${t(`console.application.kind.${kind}`)}</h2>${decided(visit, kind)}
<p class="small"><a href="${consoleUrl(visit, 'new-application')}">${t('console.application.otherKind')}</a></p></section>
<section class="panel">${formOf(visit, content)}</section>`;
  return {
    title: t('console.application.new'),
    body,
    trail: trail(visit),
    isRefused: Object.keys(faults).length > 0,
  };
}

const isSignOutSaid = ({ postLogoutRedirectUris, backchannelLogoutUri }: PartyValues, faults: Faults): boolean =>
  postLogoutRedirectUris !== '' ||
  backchannelLogoutUri !== '' ||
  ['postLogoutRedirectUris', 'backchannelLogoutUri'].some((name) => name in faults);

function usualScopes(kind: ApplicationKind, resources: readonly ResourceAnswer[]) {
  const known = new Set(resources.flatMap(({ scopes }) => scopes.map(({ name }) => name)));
  return kinds[kind].scopes.filter((name) => known.has(name)).map((name) => ({ name, type: 'user' as const }));
}

/** What follows from the kind, and why: nobody has to decide it. */
const decided = ({ t }: ConsoleVisit, kind: ApplicationKind): Markup =>
  html`<ul class="stack tight">${([1, 2, 3] as const).map((one) => html`<li>${t(`console.application.decided.${kind}.${one}`)}</li>`)}</ul>`;

function proofFields(visit: ConsoleVisit, values: PartyValues, faults: Faults): Markup {
  const { t } = visit;
  const choices = proofs.map((value) => ({
    value,
    text: t(`console.application.proof.${value}`),
    hint: t(`console.application.proofText.${value}`),
  }));
  const choice = choicesField({
    ...{ name: 'proof', label: t('console.application.proof'), faults, choices, chosen: [proofOf(visit)], isOne: true },
  });
  // Where the browser can tell, they are shown when they are chosen.
  return html`${choice}<div class="keys stack">${keyFields(visit, values, faults)}</div>`;
}
