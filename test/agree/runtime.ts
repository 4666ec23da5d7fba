import type * as library from '../../src/index.ts';
import { NAMES } from './source.ts';

/** Runs an expression with the functions of the library by their names. */
export function run(runtime: typeof library, code: string): unknown {
  const make = new Function(...NAMES, 'mark', `return ${code};`) as (...args: unknown[]) => unknown;
  return make(...NAMES.map((name) => runtime[name]), Symbol('mark'));
}

/** The message that running something ends in, or undefined where it ends well. */
export function messageOf(doIt: () => unknown): string | undefined {
  try {
    doIt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
