import { newId } from '../../directory/identifier.ts';
import type { Organization } from '../../directory/organization.ts';
import { permitOperator } from '../../directory/permission.ts';
import { toUserDto, UserDto } from '../../http/api/user-dto.ts';
import { createUser } from '../../user/create.ts';
import { loadUser } from '../../user/read.ts';
import type { Command } from '../command.ts';
import { groupsNamed } from '../group/named.ts';
import { type OperatorTools, operatorChange, operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { UsageError } from '../options.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { passwordFor, passwordSwitches } from '../terminal/secret.ts';

export const userCreate: Command = {
  name: 'user create',
  summary: 'Create a user.',
  description: [
    'Creates a user, who has to change the password at the first sign-in, unless the organization says otherwise. The password is',
    'asked for on the terminal and not shown; it has to keep the rules of the organization. No option takes it: other users of the',
    'machine can read command lines. Works beside a running server.',
    '',
    'An administrator of the organization is a member of its group Administrators.',
  ].join('\n'),
  examples: [
    'user create luna.lovegood --email luna@hogwarts.example --first-name Luna --last-name Lovegood',
    'user create dumbledore --group Administrators --generate',
    'user create neville --no-password --json',
    'user create robot-watch --password-stdin < password.txt',
  ],
  argument: { placeholder: 'USERNAME' },
  values: {
    ...organizationOption,
    email: { placeholder: 'ADDRESS', doc: 'The e-mail address.' },
    'first-name': { placeholder: 'NAME', doc: 'The first name.' },
    'last-name': { placeholder: 'NAME', doc: 'The last name.' },
    'display-name': { placeholder: 'NAME', doc: 'The name that others see.' },
    group: {
      placeholder: 'GROUP',
      doc: 'A group that the user joins, by name or id. May be repeated.',
      isRepeated: true,
    },
  },
  switches: {
    ...passwordSwitches,
    'no-password': 'Give the account no password: nobody can sign in with it until one is set.',
    json: 'Print a JSON object: the user as the API describes it, with the password if it was generated.',
  },
  ...operatorOptions,
  run: async (flags, userName = '', { group: groups = [] } = {}) => {
    const isWithout = flags['no-password'] !== undefined;
    if (isWithout && (flags.generate !== undefined || flags['password-stdin'] !== undefined)) {
      throw new UsageError('Say only one of --no-password, --generate and --password-stdin.');
    }
    const work = async (tools: OperatorTools) => {
      const organization = await theOrganization(tools.store, flags.organization);
      const groupIds = (await groupsNamed(tools.store, organization, groups)).map(({ id }) => id);
      const person = personOf({ ...flags, userName });
      const chosen = isWithout
        ? undefined
        : await passwordFor(tools.store, organization, { ...person, organizationId: organization.id }, flags);
      const id = await create(tools, organization, { person, groupIds, password: chosen?.password });
      const created = await loadUser(tools.store, permitOperator('user.read', organization.id), id);
      const generated = chosen?.isGenerated ? { password: chosen.password } : {};
      if (flags.json !== undefined) jsonPrinter(UserDto)(toUserDto(created), generated);
      else tell(created.user.userName, id, organization, generated.password);
      return 0;
    };
    return await withOperatorTools(flags, work, { setsPassword: true });
  },
};

interface Flags {
  readonly userName: string;
  readonly email?: string;
  readonly 'first-name'?: string;
  readonly 'last-name'?: string;
  readonly 'display-name'?: string;
}

const personOf = ({ userName, email, ...names }: Flags) => ({
  ...{ userName, email: email ?? null, name: names['first-name'] ?? null, surname: names['last-name'] ?? null },
  displayName: names['display-name'] ?? null,
});

interface Wish {
  readonly person: ReturnType<typeof personOf>;
  readonly groupIds: readonly string[];
  readonly password: string | undefined;
}

async function create(tools: OperatorTools, { id: organizationId }: Organization, wish: Wish): Promise<string> {
  const id = newId();
  await createUser(tools, {
    ...operatorChange('user.write', organizationId),
    user: {
      ...{ ...wish.person, id, type: 'user', legacyId: null, passwordHash: null, bypassBasicAuthRestriction: false },
      // A user who has no password yet may still be invited.
      invitationAccepted: wish.password !== undefined,
    },
    password: wish.password ?? null,
    validatesPassword: true,
    groupIds: wish.groupIds,
    logins: [],
  });
  return id;
}

function tell(userName: string, id: string, { name }: Organization, password: string | undefined): void {
  printLine(`${userName} was created in ${name}, with the id ${id}.`);
  if (password !== undefined) printLine(`password  ${password}`);
}
