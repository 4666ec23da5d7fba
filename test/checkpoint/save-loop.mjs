// Saves one checkpoint in shards again and again, each time full of another number, until its stdin ends or it is
// killed. Prints a line for each save: the number, or the error.
import { layout, repeat } from '../../dist/src/index.js';
import { save } from '../../dist/src/checkpoint/index.js';

const [, , target, first, sizes = ''] = process.argv;
const maxShardSizes = sizes.split(',').map(Number);
const model = layout({ h: repeat(4, { w: [16, 16] }) });
let isOver = false;
process.stdin.on('end', () => (isOver = true)).resume();
for (let number = Number(first); !isOver; number += 2) {
  const maxShardSize = maxShardSizes[((number - first) / 2) % maxShardSizes.length];
  const result = await save(model, model.zeros().fill(number), target, { maxShardSize }).then(
    () => number,
    (error) => `${error.message}`,
  );
  process.stdout.write(`${result}\n`);
  await new Promise(setImmediate); // so that stdin is read
}
