import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiler, COMPILERS, runCompiler } from '../agree/compilers.ts';

export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  /** Includes the lines that explain the error. */
  readonly text: string;
}

/** Compiles files of a folder with the options of a strict project. */
export async function compile(compiler: Compiler, folder: string, files: readonly string[]): Promise<Diagnostic[]> {
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: 'es2022',
    module: 'nodenext',
    types: ['node'],
    // Test/declarations.test.ts reads our declarations without; those of jax-js name a browser's types
    skipLibCheck: true,
  };
  const config = join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ compilerOptions: options, files }));
  const { output } = await runCompiler(COMPILERS[compiler], ['-p', config, '--pretty', 'false', '--noErrorTruncation']);
  const found: { file: string; line: number; text: string }[] = [];
  for (const text of output.split('\n').filter((line) => line !== '')) {
    const start = /^(?:.*\/)?([^/]+?)\((\d+),\d+\): error /.exec(text);
    if (start !== null)
      found.push({ file: start[1] as string, line: Number(start[2]), text: text.slice(start[0].length) });
    else if (found.length > 0 && text.startsWith(' ')) (found.at(-1) as { text: string }).text += `\n${text}`;
    else throw new Error(`the compiler says: ${text}`);
  }
  return found;
}
