import type { ConsoleVisit, FilledField } from './page.ts';

// What is stored, as the fields of a form send it.

export const textOf = (name: string, label: string, value: string | null | undefined): FilledField => ({
  ...{ name, label },
  values: [value ?? ''],
});

/** A box that says `yes`. */
export const boxOf = ({ t }: ConsoleVisit, name: string, label: string, isChecked: boolean): FilledField => ({
  ...{ name, label, isChoice: true },
  values: isChecked ? ['yes'] : [],
  text: ([value]) => t(value === undefined ? 'console.off' : 'console.on'),
});

interface Offered {
  readonly value: string;
  readonly text: string;
}

/** Several of some choices, in their order. */
export const choicesOf = (
  name: string,
  label: string,
  choices: readonly Offered[],
  chosen: readonly string[],
): FilledField => ({
  ...{ name, label, isChoice: true },
  values: choices.flatMap(({ value }) => (chosen.includes(value) ? [value] : [])),
  text: (values) => values.map((one) => choices.find(({ value }) => value === one)?.text ?? one).join(', '),
});
