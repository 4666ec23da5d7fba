import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import { propertyKeyOf, quoteLiteral } from './source-text.ts';

/** The name of the mapping beside a layout. */
export const mappingNameOf = (model: string): string => `${model}Mapping`;

/** Writes the statement that relates the tensors of a file to the leaves of a layout in the same module. */
export function mappingSourceOf(model: string, rules: readonly MappingRule[]): string {
  const lines = rules.map((rule) => `  ${literalOf(rule)},\n`);
  const name = mappingNameOf(model);
  return (
    `\n/** How the tensors of the file relate to the leaves: load(${model}, file, { mapping: ${name} }). */\n` +
    `export const ${name} = mapping(${model}, [\n${lines.join('')}]);\n`
  );
}

/** Writes plain data as a literal. */
function literalOf(value: unknown): string {
  if (typeof value === 'string') return quoteLiteral(value);
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, each]) => `${propertyKeyOf(key)}: ${literalOf(each)}`);
  return `{ ${fields.join(', ')} }`;
}
