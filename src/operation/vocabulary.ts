import type { Endpoint } from './endpoint.ts';

type Texts = Readonly<Record<string, string>>;
type Values = Readonly<Record<string, unknown>>;

/** What the OpenAPI document says about names, beside the descriptions of the operations. */
export interface Vocabulary {
  /** What the operations of a tag are about. */
  readonly tags?: Texts;
  /** What members of bodies mean, by name; where a name means something else in one schema, by both: `UserDto.name`. */
  readonly meanings?: Texts;
  readonly examples?: ExampleValues;
}

/** Values of the example world (`examples/hogwarts.yaml`). A test sends them to a server that holds that world. */
export interface ExampleValues {
  /** Of parameters, by name, or by operation and name. */
  readonly parameters?: Values;
  /** Of whole bodies, by schema. */
  readonly bodies?: Readonly<Record<string, object>>;
  /** Of answers whose schema has no name, by operation id. */
  readonly answers?: Values;
  /** Of members of answers, by name, or by schema and name. Enumerations stand as names. */
  readonly members?: Values;
}

/** The operations of one resource, with the names that come with them. */
export interface Resource {
  readonly endpoints: readonly Endpoint[];
  readonly vocabulary?: Vocabulary;
}

/**
 * The vocabularies of all resources as one.
 *
 * @throws Error when two of them say something of the same name.
 */
export function joinVocabularies(vocabularies: readonly Vocabulary[]) {
  const examples = vocabularies.map((one) => one.examples ?? {});
  return {
    tags: join(vocabularies.map(({ tags }) => tags)),
    meanings: join(vocabularies.map(({ meanings }) => meanings)),
    examples: {
      parameters: join(examples.map(({ parameters }) => parameters)),
      bodies: join(examples.map(({ bodies }) => bodies)),
      answers: join(examples.map(({ answers }) => answers)),
      members: join(examples.map(({ members }) => members)),
    },
  };
}

function join<T>(parts: readonly (Readonly<Record<string, T>> | undefined)[]): Readonly<Record<string, T>> {
  const entries = parts.flatMap((part) => Object.entries(part ?? {}));
  const joined = Object.fromEntries(entries);
  if (Object.keys(joined).length === entries.length) return joined;
  const names = entries.map(([name]) => name);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  throw new Error(`Two resources say what ${twice.join(', ')} is.`);
}
