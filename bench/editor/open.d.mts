/** A language server with one file open. Offsets count characters from the start of its text. */
export interface Editor {
  replace(text: string): Promise<void>;
  hover(offset: number): Promise<string>;
  complete(offset: number): Promise<string[]>;
  /** Where the name at an offset is declared; other places than in this file are an error, as for the next two. */
  define(offset: number): Promise<number[]>;
  /** Where it stands, its declarations included. */
  refer(offset: number): Promise<number[]>;
  /** Where a rename would write the new name. */
  rename(offset: number, newName: string): Promise<number[]>;
  /** The errors in the file; lines and columns count from 1. */
  diagnose(): Promise<Diagnostic[]>;
}

/**
 * Opens a file of a user's project, in which the built package is installed, in the servers of TypeScript 7 and 5.9.
 */
export function openEditors(
  text: string,
): Promise<{ readonly editors: Readonly<Record<'7.0' | '5.9', Editor>>; close(): Promise<void> }>;

export interface Diagnostic {
  readonly code: number;
  /** With the lines that explain it. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
