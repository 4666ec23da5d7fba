/** A language server with one file open. Offsets count characters from the start of its text. */
export interface Editor {
  replace(text: string): Promise<void>;
  hover(offset: number): Promise<string>;
  complete(offset: number): Promise<string[]>;
  diagnose(): Promise<{ code: number; message: string; line: number; column: number }[]>;
}

/** Opens a file of a user's project, in which the built package is installed, in the servers of TypeScript 7 and 5.9. */
export function withEditors<T>(text: string, use: (editors: Readonly<Record<'7.0' | '5.9', Editor>>) => Promise<T>): Promise<T>;
