import { listResources } from '../../directory/api-resource/manage.ts';
import type { RegisteredSecret } from '../../directory/application/registry.ts';
import { permitOperator } from '../../directory/permission.ts';
import { ExternalClient, toExternalClient } from '../../http/api/external-client-dto.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printFacts } from '../terminal/facts.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { timeText } from '../terminal/text.ts';
import { proofOf } from './list.ts';
import { applicationNamed } from './named.ts';

export const appShow: Command = {
  name: 'app show',
  summary: 'Show an application: URIs, scopes, secrets without their values.',
  description: 'Shows an application by its client id, or by its name. Works beside a running server.',
  examples: ['app show "Owl Post" --organization Hogwarts', 'app show 467ef653-cafa-41ae-9c0f-19fee3c7932a --json'],
  argument: { placeholder: 'APP' },
  values: organizationOption,
  switches: { json: 'Print a JSON object: the application as the API describes an external client.' },
  ...operatorOptions,
  run: async (flags, named = '') =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const application = await applicationNamed(store, organization, named);
      if (flags.json !== undefined) {
        const resources = await listResources(store, permitOperator('apiResource.read', organization.id));
        jsonPrinter(ExternalClient)(toExternalClient(application, resources));
        return 0;
      }
      const {
        name,
        id,
        redirectUris,
        postLogoutRedirectUris = [],
        backchannelLogoutUri,
        scopes,
        secrets,
      } = application;
      printFacts({
        ...{ name, 'client id': id, organization: organization.name, 'proves itself': proofOf(application) },
        ...{ 'redirect URIs': redirectUris.join(' '), 'after signing out': postLogoutRedirectUris.join(' ') },
        'told of sign-outs at': backchannelLogoutUri,
        scopes: scopes
          .map((scope) => (scope.type === 'both' ? scope.name : `${scope.name} (${scope.type})`))
          .join(', '),
        ...Object.fromEntries(secrets.map((secret) => [`secret ${secret.id}`, secretText(secret)])),
      });
      return 0;
    }),
};

function secretText({ description, createdAt, expiresAt, lastUsedAt }: RegisteredSecret): string {
  const facts = [
    ...(description ? [description] : []),
    `made ${timeText(createdAt)}`,
    expiresAt === null ? 'does not end' : `ends ${timeText(expiresAt)}`,
    lastUsedAt === null ? 'not used' : `used ${timeText(lastUsedAt)}`,
  ];
  return facts.join(', ');
}
