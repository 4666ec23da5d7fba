// What the program shows while it runs: on a terminal a table that changes in place, elsewhere a line for each round.
import { bytesOf, type Member } from './members.ts';
import type { RoundReports } from './rounds.ts';
import { kilobytes, percent, tableOf } from './table.ts';

export interface Screen {
  /** Prints a line that stays. */
  print(line: string): void;
  /** Shows the members as they are now. */
  update(): void;
  /** Shows a round that is over. */
  showRound(round: RoundReports): void;
  /** Shows the members for the last time. */
  end(): void;
}

export function openScreen(members: readonly Member[], output: NodeJS.WriteStream): Screen {
  const write = (lines: readonly string[]): void => void output.write(lines.map((line) => `${line}\n`).join(''));
  if (!output.isTTY) {
    return {
      print: (line) => write([line]),
      update() {},
      showRound: (round) => write([lineOf(round, members)]),
      end: () => write(['', ...tableOf(members)]),
    };
  }
  let height = 0;
  const draw = (...above: readonly string[]): void => {
    // Moves the cursor up to the head of the table and clears everything below. Lines are cut to the width of the
    // terminal, because a wrapped line would make the table higher than it counts.
    const clear = height === 0 ? '' : `\x1b[${height}A\x1b[J`;
    const table = ['', ...tableOf(members)].map((line) => line.slice(0, output.columns || Infinity));
    output.write(clear);
    write([...above, ...table]);
    height = table.length;
  };
  return { print: draw, update: () => draw(), showRound: () => draw(), end: () => draw() };
}

/** Returns the line of a round: the accuracy of each member by itself, and of all together. */
function lineOf({ round, reports }: RoundReports, members: readonly Member[]): string {
  const alone = members.map(({ lastRound }) =>
    (lastRound?.round === round && lastRound.alone ? percent(lastRound.alone.accuracy) : '–').padStart(6),
  );
  const together = percent(reports[0]!.accuracy);
  const sent = kilobytes(members.reduce((sum, member) => sum + bytesOf(member), 0));
  return `round ${`${round}`.padStart(2)}: alone ${alone.join(', ')}; together ${together}; sent in all ${sent}`;
}
