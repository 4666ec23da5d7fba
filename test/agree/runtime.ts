import type * as library from '../../src/index.ts';
import type { AnyLayout } from '../../src/index.ts';
import { NAMES } from './source.ts';

/** Evaluates an expression in which the functions of the library have their names. */
export function run(runtime: typeof library, code: string): unknown {
  const make = new Function(...NAMES, 'mark', `return ${code};`) as (...args: unknown[]) => unknown;
  return make(...NAMES.map((name) => runtime[name]), Symbol('mark'));
}

/**
 * The `model` that a module exports, for modules that typegen wrote: the run time gets the source that the compiler
 * gets.
 */
export function layoutOf(module: string, runtime: typeof library): AnyLayout {
  const body = module.replace(/^import .*\n/, '').replace('export const model =', 'return');
  return run(runtime, `(() => { ${body} })()`) as AnyLayout;
}

/** The message of the error that a function throws, or undefined. */
export function messageOf(doIt: () => unknown): string | undefined {
  try {
    doIt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
