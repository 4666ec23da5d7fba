// No twin in types: types/schema/markers.ts declares each marker by itself.

/** A schema as plain data, without layouts inside, as `decompile` returns it. */
export type SchemaData = readonly number[] | readonly SchemaData[] | object;

/** The keys of all markers, as far as the walks of this folder read them. A struct has none of them. */
export interface MarkerData {
  readonly '.tied'?: string;
  readonly '.transpose'?: true;
  readonly '.repeat'?: number;
  readonly '.of'?: SchemaData;
  readonly '.tuple'?: readonly SchemaData[];
  readonly '.ordered'?: readonly (readonly [string, SchemaData])[];
  readonly '.scope'?: SchemaData;
}

// `as`: a list or a struct has none of these keys, so each of them is absent.
export const markersOf = (node: SchemaData): MarkerData => node as MarkerData;

export const isShape = (node: SchemaData): node is readonly number[] =>
  Array.isArray(node) && node.every((item) => typeof item === 'number');
