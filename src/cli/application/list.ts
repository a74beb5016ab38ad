import { listResources } from '../../directory/api-resource/manage.ts';
import { listApplications } from '../../directory/application/manage.ts';
import type { RegisteredApplication } from '../../directory/application/registry.ts';
import { provesWithKeys } from '../../directory/application/relying-party.ts';
import { isOver } from '../../directory/application.ts';
import { permitOperator } from '../../directory/permission.ts';
import { ExternalClient, toExternalClient } from '../../http/api/external-client-dto.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { type Column, printTable } from '../terminal/table.ts';

export const appList: Command = {
  name: 'app list',
  summary: 'List the applications of an organization.',
  description:
    'Lists the applications by name: how each proves itself, and where people are sent back to. Works beside a running server.',
  examples: ['app list --organization Hogwarts', 'app list --json'],
  values: organizationOption,
  switches: { json: 'Print JSON: an object in a line for each, as the API describes an external client.' },
  ...operatorOptions,
  run: async (flags) =>
    await withOperatorTools(flags, async ({ store }) => {
      const { id, name } = await theOrganization(store, flags.organization);
      const applications = listApplications(store, permitOperator('application.read', id));
      if (flags.json !== undefined) {
        const resources = await listResources(store, permitOperator('apiResource.read', id));
        const print = jsonPrinter(ExternalClient);
        for await (const one of applications) print(toExternalClient(one, resources));
        return 0;
      }
      if ((await printTable(columns, applications)) === 0) printLine(`${name} has no applications yet.`);
      return 0;
    }),
};

const columns: readonly Column<RegisteredApplication>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'CLIENT ID', cell: ({ id }) => id },
  { title: 'PROVES ITSELF', cell: proofOf },
  { title: 'SCOPES', cell: ({ scopes }) => String(scopes.length) },
  { title: 'REDIRECT URIS', cell: ({ redirectUris }) => redirectUris.join(' ') },
];

/** How the application shows the token endpoint who it is. */
export function proofOf(application: RegisteredApplication): string {
  if (!application.isConfidential) return 'not (public)';
  if (provesWithKeys(application)) return 'with keys';
  const good = application.secrets.filter((secret) => !isOver(secret, Date.now())).length;
  return good === 0 ? 'has no secret' : `with ${good === 1 ? 'a secret' : `${good} secrets`}`;
}
