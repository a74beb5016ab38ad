import type { FastifyReply, FastifyRequest } from 'fastify';
import { accentOf } from '../../directory/appearance/accent.ts';
import { readLogo } from '../../directory/appearance/logo.ts';
import { brandingOf, preferencesOf } from '../../directory/appearance.ts';
import { administratorsGroupId } from '../../directory/group.ts';
import { hostId, type Organization } from '../../directory/organization.ts';
import { type OwnPath, ownPath, returnPath } from '../../directory/own-path.ts';
import { basePathOf, queryOf } from '../../directory/url-parts.ts';
import { accountId, type User } from '../../directory/user.ts';
import { GatehouseError } from '../../errors.ts';
import { hangUpSignal } from '../../hang-up.ts';
import { type Entrance, entranceOf, routePrefix } from '../entrance.ts';
import { noSuchAddress } from '../no-such-address.ts';
import { organizationOfUrl } from '../url-organization.ts';
import type { Assets } from './assets.ts';
import { languageOf } from './chosen-language.ts';
import type { FormGuard } from './form-guard.ts';
import { translator } from './language.ts';
import type { Page, PageTools } from './page.ts';
import { readForm } from './read-form.ts';
import type { Look, Visit } from './visit.ts';

/**
 * Finds out everything about a request for a page: who is there, on whose behalf, in which language.
 *
 * @throws GatehouseError UnsupportedMediaType or PayloadTooLarge; NotFound when the address is none of ours.
 */
export async function readVisit(
  page: Page,
  tools: PageTools,
  guard: FormGuard,
  assets: Assets,
  fastifyRequest: FastifyRequest,
  reply: FastifyReply,
): Promise<Visit> {
  const { raw: request, trace, ip: clientIp, spent } = fastifyRequest;
  const { raw: response } = reply;
  const entrance = entranceOf(request);
  const basePath = basePathOf(tools.externalUrl);
  const { urlOrganization, isLost } = await lookUpUrlOrganization(tools, entrance);
  const query = new URLSearchParams(queryOf(fastifyRequest.originalUrl));
  const form = await readForm(fastifyRequest, page.takesFiles, page.fieldLimit);
  const returnUrl = returnPath(query.get('returnUrl'), basePath);
  const subject = await subjectOf(page, tools, { request, query, returnUrl, urlOrganization });
  const { about, owner, organization, user } = subject;
  const wishes = user && (await preferencesOf(tools.store.settings, user));
  const said = { query, uiLocales: about?.uiLocales, setting: wishes?.language };
  const language = languageOf(request, response, said, tools.cookieScope);
  const isNamed = page.isOfNamedOrganization && organization !== undefined;
  const isElsewhere = Boolean(owner || about?.organizationId || isNamed);
  const prefix = own(isLost ? `${basePath}${routePrefix}` : entrance.prefix);
  return {
    ...{ request, response, prefix, address: own(fastifyRequest.originalUrl), query, form, returnUrl },
    parameters: fastifyRequest.params as Readonly<Record<string, string>>,
    ...{ ...subject, isLost, urlOrganization, assets },
    isAdministrator: user !== undefined && (await isAdministrator(tools, user)),
    notice: request.method === 'GET' ? tools.notices.read(request) : undefined,
    isSignedOut: !user && tools.sessions.isCarried(request),
    ...{ clientIp, spent, traceId: trace.traceId, browserInfo: request.headers['user-agent'] ?? null },
    ...{ language, t: translator(language), now: tools.now(), signal: hangUpSignal(response) },
    look: await lookOf(tools, isElsewhere ? undefined : user, organization, wishes?.theme),
    formToken: guard.token(request, response, user && accountId(user)),
  };
}

const isAdministrator = ({ store: { groups } }: PageTools, { organizationId, id }: User): Promise<boolean> =>
  groups.isMember(organizationId, administratorsGroupId, id);

type Asked = Pick<Visit, 'request' | 'query' | 'returnUrl' | 'urlOrganization'>;

/** Who is there, and whom or what the page is about. */
async function subjectOf(page: Page, tools: PageTools, { request, query, returnUrl, urlOrganization }: Asked) {
  const session = await tools.sessions.current(request);
  const found = session && (await tools.store.users.find(session.user));
  // What has ended the session since it was looked up has ended this visit.
  const user = found?.tokenEpoch === session?.tokenEpoch ? found : undefined;
  const interaction = await tools.interactions.find(request, returnUrl);
  const about = interaction ?? (await tools.interactions.findInAnyBrowser(returnUrl));
  const owner = await page.owner?.({ request, query }, tools);
  const id = owner?.organizationId ?? about?.organizationId;
  const organization = await organizationFor(tools, id, urlOrganization, query);
  return { session: user && session, user, interaction, about, owner, organization };
}

function own(path: string): OwnPath {
  const found = ownPath(path);
  if (found === undefined) throw noSuchAddress();
  return found;
}

async function lookUpUrlOrganization({ store }: PageTools, entrance: Entrance) {
  try {
    return { urlOrganization: await organizationOfUrl(store.organizations, entrance), isLost: false };
  } catch (error) {
    if (error instanceof GatehouseError && error.failure.code === 'NotFound')
      return { urlOrganization: undefined, isLost: true };
    throw error;
  }
}

/** What opened the page comes first: a link, the request of an application, the URL; then what a page before has said. */
async function organizationFor(
  { store: { organizations } }: PageTools,
  id: string | undefined,
  urlOrganization: Organization | undefined,
  query: URLSearchParams,
): Promise<Organization | undefined> {
  if (id !== undefined) return await organizations.findById(id);
  const named = query.get('organization')?.trim().slice(0, longestName) ?? '';
  return urlOrganization ?? (named === '' ? undefined : await organizations.find(named));
}

/** No organization has a longer name or id. */
const longestName = 256;

/** People who are signed in see their own organization, unless the page is about someone or something else. */
async function lookOf(
  { store }: PageTools,
  user: User | undefined,
  other: Organization | undefined,
  theme: string | undefined,
): Promise<Look> {
  const organization = user ? await store.organizations.findById(user.organizationId) : other;
  const branding = await brandingOf(store.settings, organization?.id ?? hostId);
  const logo = readLogo(branding.logo);
  return {
    organization,
    theme,
    name: branding.displayName ?? organization?.name ?? 'Gatehouse',
    logo: logo && `brand/${organization?.id ?? hostId}/logo-${logo.digest}`,
    accent: accentOf(branding.accentColor),
    isOurs: !logo && branding.accentColor === undefined,
  };
}
