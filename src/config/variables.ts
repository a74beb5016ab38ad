import { nearestTo } from '../suggestion.ts';
import { settings, variableName } from './settings.ts';

interface UnknownVariable {
  readonly name: string;
  /** The variable that was probably meant, as far as one is near. */
  readonly meant?: string;
}

const prefix = variableName('');

/** What is no setting of the server, and means something all the same: the file, and what `keys reseal` takes. */
const others = ['GATEHOUSE_CONFIG', 'GATEHOUSE_NEW_INSTALLATION_KEY'];

/** What Kubernetes and Docker set for a service of this name, or of one that begins so, and the tests for themselves. */
const setByOthers =
  /_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$|^GATEHOUSE_TEST_/;
const serviceUrl = /^(?:tcp|udp|sctp):\/\//;

/**
 * The variables that are called like a setting and are none, such as misspelt ones. Unlike a name in a file or on the line, they
 * stop nothing: the environment belongs to others as well.
 */
export function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
): readonly UnknownVariable[] {
  const known = [...Object.keys(settings).map(variableName), ...others];
  return Object.entries(environment)
    .filter(([name, value = '']) => name.startsWith(prefix) && !known.includes(name) && !isSetByOthers(name, value))
    .map(([name]) => {
      const meant = nearestTo(withoutPrefix(name), known.map(withoutPrefix));
      return meant === undefined ? { name } : { name, meant: `${prefix}${meant}` };
    });
}

/** What all have in common makes none of them nearer. */
const withoutPrefix = (name: string): string => name.slice(prefix.length);

const isSetByOthers = (name: string, value: string): boolean =>
  setByOthers.test(name) || (name.endsWith('_PORT') && serviceUrl.test(value));
