/** TypeScript of the documentation. Every line keeps its number in the page, so that errors name the right line. */
export interface Program {
  /** The path of the page, from the root of the repository. */
  readonly page: string;
  readonly source: string;
  /** The output that the program must have printed when it reaches a line. The line is blank in `source`. */
  readonly prints: readonly { readonly line: number; readonly text: string }[];
}

interface Block {
  readonly language: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  readonly lines: readonly string[];
}

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [i, text] of markdown.split('\n').entries()) {
    const fence = /^```(\S*)/.exec(text);
    if (open !== undefined && fence === null) open.lines.push(text);
    else if (open !== undefined) {
      blocks.push(open);
      open = undefined;
    } else if (fence !== null) open = { language: fence[1] ?? '', line: i + 1, lines: [] };
  }
  return blocks;
}

/**
 * The programs of a Markdown page. A `ts` block that starts with an import begins a program; the blocks after it
 * continue it. A `text` block directly after a `ts` block is the output of that block. The line of the closing fence is
 * blank.
 */
export function programsOf(page: string, markdown: string): Program[] {
  const programs: { page: string; lines: string[]; prints: { line: number; text: string }[] }[] = [];
  let before: Block | undefined;
  for (const block of blocksOf(markdown)) {
    if (block.language === 'ts') {
      if (block.lines[0]?.startsWith('import ') === true) programs.push({ page, lines: [], prints: [] });
      const { lines } = programs.at(-1) ?? refuse(page, block, 'the first block must start with an import');
      [...block.lines, ''].forEach((text, i) => {
        lines[block.line + i] = text;
      });
    } else if (block.language === 'text' && before?.language === 'ts') {
      programs.at(-1)?.prints.push({ line: closing(before), text: block.lines.join('\n') });
    } else if (!UNCHECKED.includes(block.language))
      refuse(page, block, `nothing checks a block of ${block.language || 'no language'}`);
    before = block;
  }
  return programs.map(({ lines, ...rest }) => ({
    ...rest,
    source: Array.from(lines, (text) => text ?? '').join('\n'),
  }));
}

/**
 * Languages of blocks that this folder does not check: other languages, text that no program prints, and blocks that
 * test/cli/docs.test.ts, test/browser and test/collective run.
 */
const UNCHECKED = ['conf', 'console', 'html', 'julia', 'python', 'sh', 'text'];

const closing = (block: Block): number => block.line + block.lines.length + 1;

function refuse(page: string, block: Block, why: string): never {
  throw new SyntaxError(`${page}:${block.line}: ${why}`);
}
