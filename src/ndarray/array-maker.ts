// No twin in types: the overloads of the exported functions name the library that an option chooses.
import type { StdlibOption } from '../../types/ndarray/stdlib.ts';
import { describe } from '../array/describe.ts';
import { requireOptions } from '../schema/options.ts';
import type { ArrayMemory } from './array-memory.ts';
import { noStdlibFunction } from './issues.ts';
import { scijsArray } from './scijs.ts';
import { stdlibArray } from './stdlib.ts';

export type ArrayOptions = StdlibOption<unknown> | undefined;

/** Returns the function that makes arrays of the library that the options name. `owner` is who takes the options. */
export function makerOf(owner: string, options: ArrayOptions): (memory: ArrayMemory) => unknown {
  if (options === undefined) return scijsArray;
  requireOptions(owner, options, ['stdlib']);
  const { stdlib } = options;
  if (typeof stdlib !== 'function') throw new TypeError(noStdlibFunction(describe(stdlib)));
  return (memory) => stdlibArray(stdlib, memory);
}
