import { loadCallerProfile } from '../../directory/caller-profile.ts';
import type { Store } from '../../directory/store.ts';
import { notFound } from '../../errors.ts';
import { anything, dto, flag, listOf, mapOf, moment, nullable, string, uuid } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { partition, requiredText } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { languages, languageTags } from '../pages/language.ts';

const Liveness = dto('Liveness', { status: string });
export const Version = dto('ServerVersionDto', {
  version: string,
  timestamp: nullable(moment),
  deployment: nullable(string),
  configsVersion: nullable(string),
});
const LanguageDto = dto('LanguageDto', { code: string, name: string });
const Profile = dto('Profile', {
  partitionName: string,
  partitionGlobalId: uuid,
  userName: string,
  name: nullable(string),
  isAdmin: flag,
  fullName: nullable(string),
});
const AuthenticationSetting = dto('AuthenticationSetting', {
  externalIdentityProviderDto: nullable(anything),
  directoryConnectionDto: nullable(anything),
  authenticationSettingType: nullable(string),
  hostConnectionType: nullable(string),
});

/** What the server says of itself and of the caller. */
export function informationEndpoints(tools: { readonly store: Store; readonly version: string }): readonly Endpoint[] {
  return [...ofTheServer(tools.version), ...ofTheCaller(tools.store)];
}

function ofTheServer(version: string): readonly Endpoint[] {
  const access = 'anyone';
  return [
    describeEndpoint({
      operationId: 'Liveness_Get',
      tag: 'Liveness',
      summary: 'Says that the server answers',
      method: 'GET',
      path: '/api/Liveness',
      rootPaths: ['/api/Liveness'],
      access,
      answer: { status: 200, shape: Liveness },
      handle: async () => ({ status: 'Healthy' }),
    }),
    describeEndpoint({
      operationId: 'Status_Version',
      tag: 'Status',
      summary: 'Says which version of the server this is',
      method: 'GET',
      path: '/api/Status/Version',
      aliases: ['/orchestrator_/api/status/version'],
      rootPaths: ['/api/Status/Version'],
      access,
      answer: { status: 200, shape: Version },
      handle: async () => ({ version, timestamp: null, deployment: null, configsVersion: null }),
    }),
    describeEndpoint({
      operationId: 'Language_GetAll',
      tag: 'Language',
      summary: 'Lists the languages of the pages',
      method: 'GET',
      path: '/api/Language',
      access,
      answer: { status: 200, shape: listOf(LanguageDto) },
      handle: async () => languageTags.map((code) => ({ code, name: languages[code]['language.name'] })),
    }),
    describeEndpoint({
      operationId: 'Language_GetTranslations',
      tag: 'Language',
      summary: 'Gets the texts of the pages in a language',
      method: 'GET',
      path: '/api/Language/{code}/translations',
      access,
      parameters: { code: requiredText('The tag of the language, such as `en`.') },
      answer: { status: 200, shape: mapOf(string) },
      handle: async ({ parameters }) => {
        const code = languageTags.find((tag) => tag === parameters.code.toLowerCase());
        if (!code) throw notFound('There is no such language.');
        return languages[code];
      },
    }),
  ];
}

function ofTheCaller(store: Store): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Account_Profile',
      tag: 'Account',
      summary: 'Says who calls',
      method: 'GET',
      path: '/api/Account/Profile',
      access: 'profile.read',
      answer: { status: 200, shape: Profile },
      handle: async ({ permitted }) => {
        const { actor } = permitted;
        const { organization, user } = await loadCallerProfile(store, permitted);
        const fullName = [user?.name, user?.surname].filter(Boolean).join(' ') || user?.displayName || null;
        return {
          partitionName: organization.name,
          partitionGlobalId: organization.id,
          userName: actor.name,
          name: user?.name ?? user?.displayName ?? null,
          isAdmin: actor.type === 'user' && actor.isAdministrator,
          fullName,
        };
      },
    }),
    describeEndpoint({
      operationId: 'AuthenticationSetting_GetAll',
      tag: 'AuthenticationSetting',
      summary: 'Says where people of an organization may sign in besides here',
      description: 'Nowhere: the one setting is that of local accounts, whose type is null.',
      method: 'GET',
      path: '/api/AuthenticationSetting/getAll/{partitionGlobalId}',
      access: 'signInPolicy.read',
      parameters: { partitionGlobalId: partition() },
      answer: { status: 200, shape: mapOf(AuthenticationSetting) },
      handle: async () => ({ local: localOnly }),
    }),
  ];
}

const localOnly = Object.freeze({
  externalIdentityProviderDto: null,
  directoryConnectionDto: null,
  authenticationSettingType: null,
  hostConnectionType: null,
});

export const informationVocabulary: Vocabulary = {
  tags: {
    AuthenticationSetting: 'Where people may sign in besides here.',
    Language: 'The languages of the pages.',
    Liveness: 'Whether the server answers.',
    Status: 'The version of the server.',
  },
  meanings: {
    timestamp: 'When this version was made; null: nobody has said so.',
    deployment: 'How the server was set up; here always null.',
    configsVersion: 'The version of its configuration; here always null.',
    isAdmin: 'Whether the caller administers the organization.',
    fullName: 'First and last name.',
    'Profile.name': 'The first name of the person who calls.',
    status: '`Healthy`.',
    version: 'The version of the server.',
    code: 'The tag of the language.',
    'LanguageDto.name': 'The name of the language, in that language.',
    externalIdentityProviderDto: 'An identity provider besides this one; here none.',
    directoryConnectionDto: 'A connection to a directory; here none.',
    authenticationSettingType: 'The kind of identity provider; null: local accounts.',
    hostConnectionType: 'The kind of connection that the host has; here none.',
  },
  examples: {
    parameters: {
      code: 'en',
    },
    answers: {
      AuthenticationSetting_GetAll: {
        local: {
          externalIdentityProviderDto: null,
          directoryConnectionDto: null,
          authenticationSettingType: null,
          hostConnectionType: null,
        },
      },
      Language_GetTranslations: { 'language.name': 'English' },
    },
    members: {
      fullName: 'Harry Potter',
      status: 'Healthy',
      version: '0.1.0',
      code: 'en',
      'LanguageDto.name': 'English',
    },
  },
};
