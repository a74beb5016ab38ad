import { type LookUpKind, type SearchSource, searchedFor } from '../../directory/look-up.ts';
import { enumeration, type Infer } from '../../json/shape.ts';
import type { Parameter } from '../../operation/parameter.ts';

/** What can be looked up. Robot accounts are none of these: the original says so in as many words. */
export const entityTypes = ['User', 'Group', 'Application'] as const;

const clrName = 'UiPath.IdentityServer.Directory.Abstractions.DataContracts.DirectoryEntityType';

export const entityType = enumeration(clrName, entityTypes);
export const entityTypeOrNull = enumeration(clrName, entityTypes, { nullable: true });

const kinds = { User: 'user', Group: 'group', Application: 'application' } as const satisfies Readonly<
  Record<(typeof entityTypes)[number], LookUpKind>
>;

/** Undefined for a number that no type has. */
export function kindOf(type: Infer<typeof entityType>): LookUpKind | undefined {
  const name = entityTypes.find((one, number) => one === type || number === type);
  return name && kinds[name];
}

/** Narrows a search to what one kind of entity is found in. */
export const searchedType: Parameter<readonly SearchSource[] | undefined> = {
  description: 'Which kind to look for, in any letter case. Robot accounts count as users.',
  schema: { type: 'string', enum: entityTypes },
  read: ([text]) => {
    if (!text) return { value: undefined };
    const name = entityTypes.find((one) => one.toLowerCase() === text.toLowerCase());
    return name ? { value: searchedFor[kinds[name]] } : { error: `The value '${text}' is not valid.` };
  },
};
