// No twin in types: types/schema/markers.ts declares each marker by itself.

/** A schema as plain data, without layouts inside, as `decompile` returns it. */
export type SchemaData = readonly number[] | readonly SchemaData[] | object;

/** The keys of all markers, as far as the walks of this room read them. A struct has none of them. */
export interface MarkerData {
  readonly '.tied'?: string;
  readonly '.transpose'?: true;
  readonly '.repeat'?: number;
  readonly '.of'?: SchemaData;
  readonly '.tuple'?: readonly SchemaData[];
  readonly '.ordered'?: readonly (readonly [string, SchemaData])[];
  readonly '.scope'?: SchemaData;
}

// `as`: a list has no key of a marker, and so is one without any.
export const markersOf = (node: SchemaData): MarkerData => node as MarkerData;

export const isShape = (node: SchemaData): node is readonly number[] =>
  Array.isArray(node) && node.every((item) => typeof item === 'number');
