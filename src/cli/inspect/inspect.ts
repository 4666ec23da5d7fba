import { Command } from 'commander';
import type { CommandMaker } from '../commands.ts';
import { withCheckpoint } from '../checkpoint.ts';
import { bytes, counted, rounded } from '../quantity.ts';
import { fold } from '../tree/fold.ts';
import { totalsOf } from '../tree/totals.ts';
import { treeOf } from '../tree/tree.ts';
import { render } from './render.ts';

interface Options {
  readonly json?: true;
}

export const inspect: CommandMaker = (terminal) =>
  new Command('inspect')
    .description('Shows the tensors of a checkpoint as a tree, equal blocks folded, with sizes.')
    .argument('<file>', 'a .safetensors or .npz file, an index of shards or its folder, or a URL')
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', '\nExample:\n  paramlayout inspect model.safetensors')
    .action(async (file: string, { json }: Options) => {
      await withCheckpoint(file, { signal: terminal.signal }, async (checkpoint) => {
        const root = fold(treeOf(checkpoint.tensors));
        const totals = totalsOf(root);
        if (json === true) return terminal.out(`${JSON.stringify({ totals }, null, 2)}\n`);
        terminal.out(`${counted(totals.tensors, 'tensor')}, ${rounded(totals.elements)} parameters, ${bytes(totals.bytes)}\n${render(root, terminal)}\n`);
      });
    });
