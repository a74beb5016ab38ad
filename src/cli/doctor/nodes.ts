import { differences, sharedSettingsOf } from '../../config/shared.ts';
import { settingsOfNodes } from '../../store/postgres/node-clocks.ts';
import type { Check } from './finding.ts';

/** Whether the nodes that serve at this moment have the settings of this one. Nothing is said where they have. */
export const nodes: Check = async ({ config, db, storeFile }) => {
  if (storeFile !== undefined) return [];
  const own = sharedSettingsOf(config);
  return Object.entries(differences(own, await settingsOfNodes(db))).map(([name, values]) => {
    const here = own[name as keyof typeof own];
    const text = `${name} is ${here} here, and ${values.join(' and ')} at a node that serves: all nodes must have the same.`;
    return { check: 'nodes', level: 'warning', text };
  });
};
