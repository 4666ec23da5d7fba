/** Line and column of an offset into a text, both from 0. */
export function placeOf(offset, text) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, column: before.at(-1).length };
}

/** The offset of a line and column that count from 0. */
export function offsetOf(line, column, text) {
  return text.split('\n', line).reduce((sum, each) => sum + each.length + 1, column);
}
