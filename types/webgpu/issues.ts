/** The sentence of an error about GPU buffers that the compiler says. src/webgpu/issues.ts has all of them. */

export type OtherSelection = 'a selection of this layout was expected, found one of another layout';
