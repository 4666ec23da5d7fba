import type { PlainSchema } from './interned.ts';
import { nameSharedParts } from './parts.ts';
import { SchemaPrinter } from './print.ts';

/** What a module that is written can import. */
const LAYOUT_FUNCTIONS = ['layout', 'ordered', 'repeat', 'schema', 'tied'];

export interface ModuleOptions {
  /** What the layout is exported as. */
  readonly name?: string;
  /** Gives blocks that are used in several places names of their own. */
  readonly share?: boolean;
  /** Comments above the imports, lines that begin with `//`. */
  readonly head?: string;
}

/** The source of a TypeScript module that exports the layout of a schema, and nothing else. */
export function schemaModuleOf(
  schema: PlainSchema,
  { name = 'model', share = false, head = '' }: ModuleOptions = {},
): string {
  const parts = share ? nameSharedParts(schema, [name, ...LAYOUT_FUNCTIONS]) : new Map<PlainSchema, string>();
  const printer = new SchemaPrinter(parts);
  const declared = Array.from(parts, ([part, id]) => printer.statement(`const ${id} = `, 'schema', part));
  const text =
    (declared.length === 0 ? '' : `${declared.join('')}\n`) +
    printer.statement(`export const ${name} = `, 'layout', schema);
  return `${head}import { ${printer.called.join(', ')} } from 'paramlayout';\n\n${text}`;
}
