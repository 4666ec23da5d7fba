// No twin in types: the compiler reports one sentence about one tensor.

/** A reason for many issues at once, and the option that removes it. */
export interface FitCause {
  /** What is so: `every name in the file begins with 'module.'`. */
  readonly fact: string;
  /** What to pass, if an option helps. */
  readonly option?: SuggestedOption | undefined;
  /** What else to know. */
  readonly note?: string | undefined;
}

/** An option to pass. */
export type SuggestedOption =
  | { readonly name: 'prefix'; readonly value: string }
  | { readonly name: 'names'; readonly value: Readonly<Record<string, string>> }
  | { readonly name: 'transpose'; readonly value: readonly string[] };

/** The cause as a sentence, with the option as a program writes it. */
export function causeText({ fact, option, note }: FitCause): string {
  const advice = option === undefined ? '' : `; pass ${option.name}: ${optionText(option)}`;
  return `${fact}${advice}${note === undefined ? '' : `; ${note}`}`;
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;

function optionText(option: SuggestedOption): string {
  if (option.name === 'prefix') return quoted(option.value);
  if (option.name === 'transpose') return `[${option.value.map(quoted).join(', ')}]`;
  const pairs = Object.entries(option.value).map(([from, to]) => `${quoted(from)}: ${quoted(to)}`);
  return `{ ${pairs.join(', ')} }`;
}
