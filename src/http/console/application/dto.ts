import type { ApplicationScope } from '../../../directory/application.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { ExternalResource } from '../../api/external-api-resource.ts';
import type { ExternalClient } from '../../api/external-client-dto.ts';
import type { ConsoleVisit } from '../page.ts';
import type { KnownScope } from './scope-nouns.ts';

// What the pages of applications read, as the API answers it.

export type ClientAnswer = Wire<typeof ExternalClient>;
export type ResourceAnswer = Wire<typeof ExternalResource>;

export const loadClient = (visit: ConsoleVisit, clientId: string): Promise<ClientAnswer> =>
  visit.call('ExternalClient_Get', { parameters: { partitionGlobalId: visit.organization.id, clientId } });

export const loadResources = (visit: ConsoleVisit): Promise<readonly ResourceAnswer[]> =>
  visit.call('ExternalApiResource_GetAll', { query: { partitionGlobalId: visit.organization.id } });

/** Scopes that an application was given and that nobody has registered stand under this name. */
const unregistered = 'Unregistered';

export const unregisteredScopes = ({ resources }: ClientAnswer): readonly string[] =>
  resources.filter(({ name }) => name === unregistered).flatMap(({ scopes }) => scopes.map(({ name }) => name));

export const scopesOf = ({ resources }: Pick<ClientAnswer, 'resources'>): readonly ApplicationScope[] =>
  resources.flatMap(({ scopes }) => knownScopes(scopes));

/** Those that somebody may have: one that nobody may is of no use. */
export const knownScopes = (scopes: ResourceAnswer['scopes']): readonly KnownScope[] =>
  scopes.filter((scope): scope is typeof scope & KnownScope => scope.type !== 'none');
