import { storedId, zeroUuid } from '../../directory/identifier.ts';
import { asKept, nameProblem } from '../../directory/name.ts';
import { type Actor, isHostAdministrator } from '../../directory/permission/actor.ts';
import type { StoredSetting } from '../../directory/setting.ts';
import { forbidden, GatehouseError, validationFailed } from '../../errors.ts';
import { guid, type Infer, list, object, text } from '../../json/shape.ts';
import { chosenId, dto, int64Out, listOf, nullable, string, uuid } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { optionalText, partition, texts } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { readSettings } from '../../setting/read.ts';
import { type SettingEntry, writeSettings } from '../../setting/write.ts';
import { commandOf } from '../command.ts';
import { requiredField } from '../required-field.ts';
import { ValidationErrors } from '../validation-errors.ts';
import { hogwarts } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

const SettingDto = dto('SettingDto', {
  id: int64Out,
  key: nullable(string),
  value: nullable(string),
  partitionGlobalId: uuid,
  userId: nullable(chosenId),
});

export const most = { entries: 1000, key: 256, value: 262_144 };

const settingList = list(
  object('CreateOrUpdateSettingCommand', { key: text(), value: text() }, { required: ['key'] }),
  {
    most: most.entries,
  },
);

/** A value of the greatest length, with room for what JSON escapes. */
const bodyLimit = 512 * 1024;

const BulkCreateOrUpdateSettingsCommand = object(
  'BulkCreateOrUpdateSettingsCommand',
  {
    settings: settingList,
    partitionGlobalId: guid({ nullable: true }),
    userId: text(),
  },
  { required: ['settings'] },
);

const ChangeSettingsCommand = object('ChangeSettingsCommand', {
  settings: settingList,
  keys: list(text(), { most: most.entries }),
  partitionGlobalId: guid({ nullable: true }),
  userId: text(),
});

export const target = {
  partitionGlobalId: partition('The organization; absent: that of the token.'),
  userId: optionalText('The user whose settings they are; absent: the organization itself.'),
};

export function settingEndpoints({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Setting_GetSettingsBulk',
      tag: 'Setting',
      summary: 'Gets settings of an organization or of a user',
      description: 'Keys of which nothing is stored are left out, unless an organization inherits a value.',
      method: 'GET',
      path: '/api/Setting',
      access: 'setting.read',
      query: { key: texts('A key, in any letter case. Without one, the answer is empty.'), ...target },
      answer: { status: 200, shape: listOf(SettingDto) },
      handle: async ({ permitted, query }) => {
        requireMeant(permitted.actor, query.partitionGlobalId);
        const { key: keys, userId } = query;
        return (await readSettings(store, { permitted, userId, keys })).map(toDto);
      },
    }),
    describeEndpoint({
      operationId: 'Setting_UpdateSettings',
      tag: 'Setting',
      summary: 'Creates or changes settings of an organization or of a user',
      description:
        'A bare array of settings is taken as well, with the organization and the user in the query. Settings of an ' +
        'organization that begin with Auth. or Email. are changed by an administrator who has signed in here, or with ' +
        'PM.AuthSetting besides. A change of host, port, user or encryption of the mail server clears its stored password ' +
        'unless another is sent along. A person has room for 100 settings of 64 KB together, an organization for 1000 of 2 MB.',
      method: 'PUT',
      path: '/api/Setting',
      access: 'setting.write',
      query: target,
      body: BulkCreateOrUpdateSettingsCommand,
      bodyLimit,
      bareListMember: 'settings',
      answer: { status: 200, shape: listOf(SettingDto) },
      handle: async (call) => {
        const { permitted, query, body } = call;
        const userId = userMeant(permitted.actor, body, query);
        const entries = readEntries(body.settings);
        return (await writeSettings(store, { ...commandOf(call, now), userId, entries })).map(toDto);
      },
    }),
    changeEndpoint({ store, now }),
  ];
}

/** Ours: two requests, one for each, could leave the half of what was meant. */
const changeEndpoint = ({ store, now }: Pick<ResourceTools, 'store' | 'now'>): Endpoint =>
  describeEndpoint({
    operationId: 'Setting_ChangeSettings',
    tag: 'Setting',
    summary: 'Changes settings and deletes others, all of them or none',
    description:
      'As `PUT` and `DELETE /api/Setting` together: what is refused of either leaves everything as it was. The answer has what ' +
      'was changed. The same key in both is refused.',
    method: 'POST',
    path: '/api/Setting/Change',
    access: 'setting.write',
    query: target,
    body: ChangeSettingsCommand,
    bodyLimit,
    answer: { status: 200, shape: listOf(SettingDto) },
    handle: async (call) => {
      const { permitted, query, body } = call;
      const userId = userMeant(permitted.actor, body, query);
      const entries = readEntries(body.settings ?? []);
      const deletedKeys = (body.keys ?? []).filter((key) => key !== null);
      if (entries.length + deletedKeys.length === 0) throw requiredField('Settings');
      return (await writeSettings(store, { ...commandOf(call, now), userId, entries, deletedKeys })).map(toDto);
    },
  });

const toDto = ({ id, key, value, organizationId, userId }: StoredSetting) => ({
  id,
  key,
  value,
  partitionGlobalId: organizationId,
  userId,
});

/** A request that names the host means the host, not the organization of the caller. */
export function requireMeant(actor: Actor, named: string | null): void {
  if (named !== zeroUuid || isHostAdministrator(actor)) return;
  const detail = 'Caller is not authorized for the requested organization.';
  throw forbidden(detail);
}

interface Target<Text> {
  readonly partitionGlobalId: Text;
  readonly userId: Text | undefined;
}

/**
 * The user whose settings a request with a body means; empty, null or undefined: the organization itself.
 *
 * @throws GatehouseError InvalidPartition when body and query name two organizations; otherwise as `requireMeant`.
 */
export function userMeant(actor: Actor, body: Target<string | null>, query: Target<string>) {
  const [inBody, inQuery] = [body.partitionGlobalId, query.partitionGlobalId];
  requireMeant(actor, inBody ?? inQuery);
  const isSame = inBody === null || inQuery === '' || inBody === storedId(inQuery);
  if (!isSame) throw new GatehouseError({ code: 'InvalidPartition' });
  return body.userId || query.userId;
}

function readEntries(given: Infer<typeof settingList> | null): readonly SettingEntry[] {
  const errors = new ValidationErrors();
  if (given === null) errors.add('Settings', 'The Settings field is required.');
  const entries = (given ?? []).map((entry, index) => {
    const { key = null, value = null } = entry ?? {};
    const place = `Settings[${index}]`;
    const name = asKept(key ?? '');
    if (name === '') errors.add(`${place}.Key`, 'The Key field is required.');
    else if (name.length > most.key || nameProblem(name)) errors.add(`${place}.Key`, 'The Key field is not valid.');
    if (value && value.length > most.value) {
      errors.add(`${place}.Value`, `The field Value must be a string with a maximum length of ${most.value}.`);
    }
    return { key: name, value };
  });
  if (errors.size > 0) throw validationFailed(errors.toObject());
  return entries;
}

export const settingVocabulary: Vocabulary = {
  tags: {
    Setting: 'Settings of organizations and people.',
  },
  meanings: {
    settings: 'The settings.',
    'DeleteSettingsCommand.keys': 'The keys of the settings.',
    'ChangeSettingsCommand.keys': 'The keys of the settings that are deleted.',
    key: 'The key, such as `Auth.Password.PreviousUseLimit`.',
    value: 'The value.',
  },
  examples: {
    parameters: {
      settingId: 1,
      key: 'Auth.Password.PreviousUseLimit',
      'Setting_DeleteSettings.key': 'Branding.DisplayName',
    },
    bodies: {
      ChangeSettingsCommand: {
        settings: [{ key: 'Auth.Password.PreviousUseLimit', value: '5' }],
        keys: ['Branding.AccentColor'],
        partitionGlobalId: hogwarts,
      },
      DeleteSettingsCommand: { keys: ['Branding.AccentColor'], partitionGlobalId: hogwarts },
      BulkCreateOrUpdateSettingsCommand: {
        settings: [{ key: 'Auth.Password.PreviousUseLimit', value: '5' }],
        partitionGlobalId: hogwarts,
      },
    },
    members: {
      'SettingDto.id': 1,
      'SettingDto.userId': null,
      key: 'Auth.Password.PreviousUseLimit',
      value: '5',
    },
  },
};
