/** Prints all results, as aligned columns or as Markdown. */
export function print({ machine, rows, made, all, least, files, imported }, markdown) {
  const table = markdown ? markdownTable : alignedTable;
  const parts = [
    `${machine}. Ratios are our time over theirs: below 1, ours is faster.`,
    table(
      ['what', 'case', 'against', 'ratio', 'target', 'ours'],
      rows.map(({ group, what, against, ratio, target, ours }) => [
        group,
        what,
        against,
        ratio < 0.005 ? '< 0.01' : ratio.toFixed(2),
        target === undefined ? '' : `≤ ${target}${ratio > target * NOISE ? ' missed' : ''}`,
        time(ours),
      ]),
    ),
    table(
      ['step', ...new Set(made.map(({ leaves }) => `${leaves.toLocaleString('en-US')} leaves`))],
      [...new Set(made.map(({ what }) => what))].map((step) => [
        step,
        ...made.filter(({ what }) => what === step).map(({ ours }) => `${ours.toFixed(0)} ns/leaf`),
      ]),
    ),
    table(
      ['core', 'measured', 'target'],
      [
        ['bundle, minified', `${all.minified} B`, ''],
        ['bundle, minified and gzipped', `${all.gzipped} B`, `≤ 6000 B${all.gzipped > 6000 ? ' missed' : ''}`],
        ['the same by Brotli', `${all.brotli} B`, ''],
        ['what imports only layout, repeat and tied, gzipped', `${least.gzipped} B`, ''],
        ['import in a fresh process', `${imported.toFixed(1)} ms`, ''],
      ],
    ),
    table(
      ['file', 'minified', 'its share of the gzipped size'],
      files.map(({ file, minified, gzipped }) => [file, `${minified} B`, `${gzipped.toFixed(0)} B`]),
    ),
  ];
  console.log(parts.join('\n\n'));
}

/** Two runs of the same differ by about this factor. */
const NOISE = 1.05;

function time(ns) {
  if (ns < 1e3) return `${ns.toFixed(0)} ns`;
  return ns < 1e6 ? `${(ns / 1e3).toFixed(1)} µs` : `${(ns / 1e6).toFixed(1)} ms`;
}

export const markdownTable = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export function alignedTable(head, rows) {
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((row) => row[c].length)));
  return [head, widths.map((w) => '-'.repeat(w)), ...rows]
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
