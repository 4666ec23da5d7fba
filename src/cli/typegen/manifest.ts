import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { WIDTH } from './print.ts';
import { property, quoted } from './text.ts';

/** Tensors that a manifest holds at most: the compiler looks at each. */
export const MOST = 2000;

/** The header of a file as a TypeScript constant with literal types, under the file's own names and in its order. */
export function manifestOf(
  tensors: Iterable<readonly [name: string, info: Pick<TensorInfo, 'dtype' | 'shape'>]>,
  { name, head }: { readonly name: string; readonly head: string },
): string {
  const lines: string[] = [];
  for (const [key, { dtype, shape }] of tensors) {
    const fields = [`dtype: ${quoted(dtype)}`, `shape: [${shape.join(', ')}]`];
    const line = `  ${property(key)}: { ${fields.join(', ')} },\n`;
    lines.push(
      line.length <= WIDTH + 1 ?
        line
      : `  ${property(key)}: {\n${fields.map((field) => `    ${field},\n`).join('')}  },\n`,
    );
  }
  return `${head}export const ${name} = {${lines.length === 0 ? '' : `\n${lines.join('')}`}} as const;\n`;
}
