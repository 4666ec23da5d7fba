export interface ExpectedError {
  readonly says: string;
  /** The sentence without the place. */
  readonly message: string;
  readonly column: number;
  /** Whether the compiler may report another tie of the same cycle instead. */
  readonly isOneOfSeveral?: boolean;
}

/** What a compiler must report for a line of a program. */
export interface Expected {
  readonly about: string;
  /** The error that the compiler must report; undefined for a line that must compile. */
  readonly expectedError?: ExpectedError;
}

export interface File {
  readonly name: string;
  readonly text: string;
  /** By line. */
  readonly expected: ReadonlyMap<number, Expected>;
}

/** The text before the name of a group, in the line that begins the group. */
export const GROUP = '{ // ';

/** The TypeScript files of one program, and the errors expected in each line. */
export class Program {
  readonly #files: { readonly name: string; readonly lines: string[]; readonly expected: Map<number, Expected> }[] = [];
  readonly #head: readonly string[];
  readonly #perFile: number;
  readonly #name: string;

  /** Every file begins with `head`, and ends after the group that brings it to more than `perFile` lines. */
  constructor(name: string, head: readonly string[], perFile: number) {
    this.#name = name;
    this.#head = head;
    this.#perFile = perFile;
  }

  /** Adds lines in a block of their own. */
  group(name: string, lines: readonly (readonly [text: string, expected: Expected])[]): void {
    let file = this.#files.at(-1);
    if (file === undefined || file.lines.length > this.#perFile) {
      file = { name: `${this.#name}-${this.#files.length}.ts`, lines: [...this.#head], expected: new Map() };
      this.#files.push(file);
    }
    file.lines.push(GROUP + name);
    for (const [text, expected] of lines) {
      file.lines.push(text);
      file.expected.set(file.lines.length, expected);
    }
    file.lines.push('}');
  }
  get files(): readonly File[] {
    return this.#files.map(({ name, lines, expected }) => ({
      name,
      text: `${lines.join('\n')}\nexport {};\n`,
      expected,
    }));
  }
}
