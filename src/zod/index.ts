export { checkpointSchema } from './checkpoint-schema.ts';
export { layoutJsonSchema } from './layout-json-schema.ts';
export type { LayoutJson } from './layout-json-schema.ts';
