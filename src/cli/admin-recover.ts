import type { Config } from '../config/settings.ts';
import { hostId } from '../directory/organization.ts';
import { permitOperator } from '../directory/permission.ts';
import { StartupError } from '../errors.ts';
import { linkLifetimeMs } from '../password/account-link.ts';
import { type Recovery, recoverWithLink, recoverWithPassword } from '../password/recover.ts';
import type { Command } from './command.ts';
import { type OperatorTools, operatorOptions, withOperatorTools } from './operator-tools.ts';
import { requireOrganization } from './organizations-of.ts';
import { complain, printJson } from './print-line.ts';
import { addressOf, signInPageAt } from './server-address.ts';
import { printFacts } from './terminal/facts.ts';

export const adminRecover: Command = {
  name: 'admin recover',
  summary: 'Let an administrator in again who has lost every way in.',
  description: [
    'For an operator who cannot sign in any more, or has lost the secrets of the first start: gives an administrator a password that',
    `has to be changed at the first sign-in, and prints it; or, with --link, a link that sets a new one, once, within ${linkLifetimeMs('Recovery') / 60_000} minutes.`,
    'With the new password, the account is enabled, its locks are lifted, its second factors are removed, and its sessions and',
    'tokens end. A link that nobody uses changes nothing. The audit log says that the operator made it.',
    '',
    'Without --organization, it is an administrator of the host, who can then give others access again. Without USERNAME, it is the',
    'oldest one. Works beside a running server.',
  ].join('\n'),
  examples: [
    'admin recover',
    'admin recover --link --external-url https://id.example.com',
    'admin recover dumbledore --organization Hogwarts',
  ],
  argument: { placeholder: 'USERNAME', isOptional: true },
  values: { organization: { placeholder: 'NAME', doc: 'The organization, by name or id. Default: the host.' } },
  switches: {
    link: 'Print a link to a new password instead of a password.',
    json: 'Print a JSON object: userName, id, organization, and password and removedFactors, or link, expiryTime and factorsToRemove.',
  },
  options: [...operatorOptions.options.filter((name) => name !== 'config'), 'external-url', 'host', 'port', 'config'],
  serverOptions: operatorOptions.serverOptions,
  run: async (flags, userName) =>
    await withOperatorTools(flags, async (tools) => {
      if (!(await tools.store.firstStart.was())) {
        throw new StartupError('There is no administrator yet. The first start of the server makes one.');
      }
      const organization = await requireOrganization(tools.store, flags.organization ?? hostId);
      const recovery = { permitted: permitOperator('installation.provision'), organization, userName };
      const recover = flags.link === undefined ? withPassword : withLink;
      const { user, factors, ...wayIn } = await recover(tools, recovery);
      const about = { userName: user.userName, id: user.id, organization: organization.name };
      if (flags.json !== undefined) printJson({ ...about, ...wayIn, ...factors });
      else {
        const { userName: administrator, id } = about;
        const more = { 'second factors': fateOf(factors), 'user id': id };
        const page = flags.link === undefined ? signInPageAt(addressOf(tools.config), organization) : undefined;
        printFacts({ administrator, organization: about.organization, ...wayIn, ...more, 'sign-in page': page });
        warnOfInactive(organization);
      }
      if (flags.link !== undefined || flags.json === undefined) warnOfAddress(tools.config);
      return 0;
    }),
};

/** How many there were, or those that the use of the link will remove. */
type Factors = { readonly removedFactors: number } | { readonly factorsToRemove: number };

function fateOf(factors: Factors): string | undefined {
  if ('removedFactors' in factors) return factors.removedFactors > 0 ? 'removed, to be set up anew' : undefined;
  return factors.factorsToRemove > 0 ? 'removed when the link is used, to be set up anew' : undefined;
}

async function withPassword(tools: OperatorTools, recovery: Recovery) {
  const { user, password, removedFactors } = await recoverWithPassword(tools, recovery);
  return { user, password, factors: { removedFactors } };
}

async function withLink(tools: OperatorTools, recovery: Recovery) {
  const { user, link, factorsToRemove } = await recoverWithLink(tools, recovery);
  return {
    user,
    link: `${addressOf(tools.config)}${link.path}`,
    expiryTime: new Date(link.expiresAt).toISOString(),
    factors: { factorsToRemove },
  };
}

/** The server may have been told of another address than this command. */
function warnOfAddress(config: Config): void {
  if (config['external-url'] !== undefined) return;
  complain(`As far as this command was told, the server is at ${addressOf(config)}: if not, give --external-url.`);
}

function warnOfInactive({ name, isActive }: { readonly name: string; readonly isActive: boolean }): void {
  if (!isActive) complain(`${name} is not active: nobody can sign in to it.`);
}
