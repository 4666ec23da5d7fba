import { readFileSync } from 'node:fs';

const folder = new URL('../fixtures/npy/', import.meta.url);

/** A file that numpy wrote. The script make.py in the same folder made it. */
export const saved = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));

interface Values {
  readonly shape: readonly number[];
  /** Row by row, each as Python prints it. */
  readonly values: readonly string[];
}
export const values = JSON.parse(readFileSync(new URL('values.json', folder), 'utf8')) as Readonly<
  Record<string, Values>
>;

export const number = (text: string): number => (text === 'inf' ? Number.POSITIVE_INFINITY : Number(text));
