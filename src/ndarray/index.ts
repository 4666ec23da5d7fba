/** Named arrays of scijs's `ndarray`, or of `@stdlib/ndarray`, over one flat array. */
export { ndarrayOf } from './ndarray-of.ts';
export { ndarrays } from './ndarrays.ts';

export type { NdArrayOf, NdArrays } from '../../types/ndarray/scijs.ts';
export type { StdlibArray, StdlibArrays, StdlibFunction, StdlibOption } from '../../types/ndarray/stdlib.ts';
