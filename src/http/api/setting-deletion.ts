import { guid, list, object, text } from '../../json/shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { numberInPath, texts } from '../../operation/parameter.ts';
import { deleteSetting, deleteSettings } from '../../setting/delete.ts';
import { commandOf } from '../command.ts';
import { requiredField } from '../required-field.ts';
import type { ResourceTools } from './resource-tools.ts';
import { most, requireMeant, target, userMeant } from './setting.ts';

const DeleteSettingsCommand = object('DeleteSettingsCommand', {
  keys: list(text(), { most: most.entries }),
  settings: list(object('DeletedSetting', { key: text() }, { required: ['key'] }), { most: most.entries }),
  partitionGlobalId: guid({ nullable: true }),
  userId: text(),
});

// The paths are those of the original; the bodies are ours, because nobody has published its.

export const settingDeletionEndpoints = ({ store, now }: ResourceTools): readonly Endpoint[] => [
  describeEndpoint({
    operationId: 'Setting_DeleteSettings',
    tag: 'Setting',
    summary: 'Deletes settings of an organization or of a user, so that inherited values count again',
    description:
      'Keys stand in the query, or in the body as keys or as settings. Email.Smtp stands for all settings that begin so. Of ' +
      'settings that begin with Auth. or Email. the same holds as for changing them.',
    method: 'DELETE',
    path: '/api/Setting',
    access: 'setting.write',
    query: { key: texts('A key, in any letter case; unknown ones are skipped.'), ...target },
    body: DeleteSettingsCommand,
    isBodyOptional: true,
    answer: { status: 204 },
    handle: async (call) => {
      const { permitted, query, body } = call;
      const userId = userMeant(permitted.actor, body, query);
      const inBody = [...(body.keys ?? []), ...(body.settings ?? []).map((setting) => setting?.key ?? null)];
      const keys = [...query.key, ...inBody.filter((key) => key !== null)];
      if (keys.length === 0) throw requiredField('Keys');
      await deleteSettings(store, { ...commandOf(call, now), userId, keys });
    },
  }),
  describeEndpoint({
    operationId: 'Setting_DeleteSetting',
    tag: 'Setting',
    summary: 'Deletes one setting, so that the inherited value counts again',
    method: 'DELETE',
    path: '/api/Setting/{settingId}',
    access: 'setting.write',
    parameters: { settingId: numberInPath('The number of the setting.') },
    query: { partitionGlobalId: target.partitionGlobalId },
    answer: { status: 204 },
    handle: async (call) => {
      requireMeant(call.permitted.actor, call.query.partitionGlobalId);
      await deleteSetting(store, { ...commandOf(call, now), settingId: call.parameters.settingId });
    },
  }),
];
