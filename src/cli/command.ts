/** A command of `gatehouse`. */
export interface Command {
  /** One word, or two: `mail list`. */
  readonly name: string;
  readonly summary: string;
  /** Shown by `gatehouse NAME --help` above the options. */
  readonly description: string;
  /** Command lines that can be pasted, without `gatehouse`. */
  readonly examples: readonly [string, ...string[]];
  /** Names of the settings it takes as options, `config` among them where a file may be given. */
  readonly options: readonly string[];
  /** Names of settings that it takes as options as well, and which the help only names: the server has the same ones. */
  readonly serverOptions?: readonly string[];
  /** Options without a value, with what they mean. One that is given has an empty text. */
  readonly switches?: Readonly<Record<string, string>>;
  /** Options with a value that are no settings. */
  readonly values?: Readonly<Record<string, OwnOption>>;
  /** The one argument beside the options, or, where it is repeated, one and any number of others like it. */
  readonly argument?: { readonly placeholder: string; readonly isOptional?: boolean; readonly isRepeated?: boolean };
  /** What follows that argument: one or any number of something else. */
  readonly furtherArguments?: { readonly placeholder: string };
  /**
   * Returns the exit code. `repeated` holds the values of those options that may be given more than once, and under its
   * placeholder all of the arguments where there may be several. `everyCommand` is for those that speak of the others.
   */
  readonly run: (
    flags: Readonly<Record<string, string>>,
    argument?: string,
    repeated?: Readonly<Record<string, readonly string[]>>,
    everyCommand?: () => Promise<readonly Command[]>,
  ) => Promise<number>;
}

interface OwnOption {
  readonly placeholder: string;
  readonly doc: string;
  readonly isRepeated?: boolean;
}
