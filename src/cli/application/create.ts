import { listResources } from '../../directory/api-resource/manage.ts';
import { createApplication } from '../../directory/application/manage.ts';
import { permitOperator } from '../../directory/permission.ts';
import { ExternalClient, toExternalClient } from '../../http/api/external-client-dto.ts';
import type { Command } from '../command.ts';
import { operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printFacts } from '../terminal/facts.ts';
import { jsonPrinter } from '../terminal/json.ts';

export const appCreate: Command = {
  name: 'app create',
  summary: 'Register an application, and print its secret once.',
  description: [
    'Registers an application that gets tokens. With --redirect-uri people sign in with it; without, it acts for itself, with its',
    'scopes as an application. One that runs where it cannot keep a secret, as in a browser or on a phone, is --public. The secret is',
    'printed this once and can be read nowhere afterwards. Works beside a running server.',
  ].join('\n'),
  examples: [
    'app create "Owl Post" --scope PM.User.Read --scope PM.Group',
    'app create Library --redirect-uri https://library.hogwarts.example/callback --scope openid --scope profile',
    'app create Map --public --redirect-uri http://localhost:3000/callback --scope openid',
  ],
  argument: { placeholder: 'NAME' },
  values: {
    ...organizationOption,
    scope: { placeholder: 'SCOPE', doc: 'What it may ask for. May be repeated.', isRepeated: true },
    'redirect-uri': { placeholder: 'URI', doc: 'Where people are sent back to. May be repeated.', isRepeated: true },
    'post-logout-redirect-uri': {
      placeholder: 'URI',
      doc: 'Where people may go after signing out. May be repeated.',
      isRepeated: true,
    },
  },
  switches: {
    public: 'It cannot keep a secret, and has none.',
    json: 'Print a JSON object: the application as the API describes an external client, with its secret.',
  },
  ...operatorOptions,
  run: async (flags, wanted = '', repeated = {}) =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const { scope: scopes = [], 'redirect-uri': redirectUris = [] } = repeated;
      const type = redirectUris.length === 0 && flags.public === undefined ? 'application' : undefined;
      const declaration = {
        ...{ name: wanted, isConfidential: flags.public === undefined, redirectUris },
        ...{ postLogoutRedirectUris: repeated['post-logout-redirect-uri'] ?? [] },
        scopes: [...new Set(scopes)].map((name) => ({ name, type }) as const),
      };
      const change = operatorChange('application.write', organization.id);
      const { application, secret } = await createApplication(store, change, declaration);
      if (flags.json !== undefined) {
        const resources = await listResources(store, permitOperator('apiResource.read', organization.id));
        jsonPrinter(ExternalClient)(toExternalClient(application, resources, secret));
      } else printFacts({ application: application.name, 'client id': application.id, secret });
      return 0;
    }),
};
