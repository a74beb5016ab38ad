import { everyOrganizationId } from '../../directory/organization/every.ts';
import { noPepper } from '../../directory/pepper.ts';
import { countHashKinds, type HashKind } from '../../password/hash-kinds.ts';
import { parametersOf } from '../../server/capacity.ts';
import { readPepper } from '../../server/pepper.ts';
import { credentialSurvey } from '../../store/credential-survey.ts';
import { createStore } from '../../store/store.ts';
import type { Check } from './finding.ts';

const check = 'passwords';

/** Nobody waits longer for it, whatever there is. */
const mostMs = 30_000;

/** How passwords are hashed, and how many of the hashes are weaker than a new one would be. */
export const passwords: Check = async ({ config, db }) => {
  const { kinds, unopened, isWhole } = await countHashKinds({
    survey: credentialSurvey(db),
    organizationIds: everyOrganizationId(createStore(db).organizations),
    // Another check says what is wrong with the keys.
    pepper: await readPepper(config).catch(() => noPepper),
    parameters: parametersOf(config),
    mostMs,
  });
  const outdated = kinds.filter((one) => one.isOutdated);
  const of = isWhole ? '' : ', of those that there was time to look at';
  const text =
    outdated.length === 0
      ? `${people(kinds)} passwords are hashed as a new one would be, or stronger${of}: ${spell(kinds)}.`
      : `${people(outdated)} of ${people(kinds)} passwords have a weaker hash than a new one would be${of}: ${spell(outdated)}. Each is made anew when its owner signs in.`;
  const sealed = unopened > 0 ? ` ${unopened} more are sealed with a pepper key that is not configured.` : '';
  return [{ check, level: 'ok', text: `${text}${sealed}` }];
};

const people = (kinds: readonly HashKind[]): number => kinds.reduce((sum, one) => sum + one.people, 0);

/** More kinds than this nobody reads. */
const most = 10;

const spell = (kinds: readonly HashKind[]): string =>
  kinds
    .slice(0, most)
    .map((one) => `${one.people} ${one.kind}`)
    .join('; ') || 'there is none';
