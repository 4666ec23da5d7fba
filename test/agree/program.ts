export interface Refusal {
  readonly says: string;
  /** The same without the place. */
  readonly problem: string;
  readonly column: number;
  /** Whether another sentence of a cycle may stand in its place. */
  readonly isOneOfSeveral?: boolean;
}

/** What a line of a program must come to. */
export interface Expected {
  readonly about: string;
  /** The sentence with which the compiler must refuse it, and the column; undefined for what must compile. */
  readonly refusal?: Refusal;
}

export interface File {
  readonly name: string;
  readonly text: string;
  /** By line. */
  readonly expected: ReadonlyMap<number, Expected>;
}

/** What stands before a group's name, in the line that begins it. */
export const GROUP = '{ // ';

/** TypeScript files of one program, written line by line, and what each line must come to. */
export class Program {
  readonly #files: { readonly name: string; readonly lines: string[]; readonly expected: Map<number, Expected> }[] = [];
  readonly #head: readonly string[];
  readonly #perFile: number;
  readonly #name: string;

  /** `head` stands at the top of every file; a file ends after the group that brings it to so many lines. */
  constructor(name: string, head: readonly string[], perFile: number) {
    this.#name = name;
    this.#head = head;
    this.#perFile = perFile;
  }

  /** Lines in a block of their own. */
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
