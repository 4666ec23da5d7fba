import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { MAX_SOURCE_WIDTH } from './print.ts';
import { propertyKeyOf, quoteLiteral } from './text.ts';

/** Tensors that a manifest holds at most: the compiler looks at each. */
export const MAX_MANIFEST_TENSORS = 2000;

/** The header of a file as a TypeScript constant with literal types, under the file's own names and in its order. */
export function manifestOf(
  tensors: Iterable<readonly [name: string, info: Pick<TensorInfo, 'dtype' | 'shape'>]>,
  { name, head }: { readonly name: string; readonly head: string },
): string {
  const lines: string[] = [];
  for (const [key, { dtype, shape }] of tensors) {
    const fields = [`dtype: ${quoteLiteral(dtype)}`, `shape: [${shape.join(', ')}]`];
    const line = `  ${propertyKeyOf(key)}: { ${fields.join(', ')} },\n`;
    lines.push(
      line.length <= MAX_SOURCE_WIDTH + 1 ?
        line
      : `  ${propertyKeyOf(key)}: {\n${fields.map((field) => `    ${field},\n`).join('')}  },\n`,
    );
  }
  return `${head}export const ${name} = {${lines.length === 0 ? '' : `\n${lines.join('')}`}} as const;\n`;
}
