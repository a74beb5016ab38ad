import type { DirectoryEntity, EntityKind } from '../../directory/directory-entity.ts';
import { type SearchSource, searchSources } from '../../directory/look-up.ts';
import { dto, nullable, numbered, type Returned, string } from '../../operation/answer-shape.ts';
import type { Parameter } from '../../operation/parameter.ts';
import { localSource } from './directory-entity.ts';
import { entityTypes } from './entity-type.ts';

/** What a search finds. */
export const DirectoryEntityInfo = dto('DirectoryEntityInfo', {
  source: nullable(string),
  identifier: nullable(string),
  identityName: nullable(string),
  displayName: nullable(string),
  email: nullable(string),
  domain: nullable(string),
  type: numbered('DirectoryEntityType', entityTypes),
  objectType: nullable(string),
});

/** Both are spelled otherwise here than in the members of a group: a robot account is told by its second alone. */
const types = {
  user: { type: 'User', objectType: 'DirectoryUser' },
  group: { type: 'Group', objectType: 'LocalGroup' },
  robotAccount: { type: 'User', objectType: 'DirectoryRobotUser' },
  application: { type: 'Application', objectType: 'Application' },
} as const satisfies Readonly<Record<EntityKind, object>>;

export const toDirectoryEntityInfo = (entity: DirectoryEntity): Returned<typeof DirectoryEntityInfo> => ({
  source: localSource,
  identifier: entity.id,
  identityName: entity.name,
  displayName: entity.displayName,
  email: entity.email,
  domain: null,
  ...types[entity.kind],
});

const sources = Object.keys(searchSources) as SearchSource[];

/** Several may be given; none means all. */
export const sourceFilter: Parameter<readonly SearchSource[]> = {
  description: 'Where to look. Given several times: in all of them; not given: everywhere.',
  isList: true,
  schema: { type: 'string', enum: sources },
  read: (texts) => {
    const found: SearchSource[] = [];
    for (const text of texts.filter(Boolean)) {
      const wanted = text.toLowerCase();
      const source = sources.find((name, number) => name.toLowerCase() === wanted || String(number) === text);
      if (!source) return { error: `The value '${text}' is not valid.` };
      found.push(source);
    }
    return { value: found };
  },
};
