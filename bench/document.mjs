import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Replaces what stands between the comments `<!-- name -->` and `<!-- end of name -->` of a document in this
 * repository.
 */
export function writeBetween(file, name, text) {
  const url = new URL(`../${file}`, import.meta.url);
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const document = readFileSync(url, 'utf8');
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for "${name}"`);
  writeFileSync(url, document.slice(0, from + start.length) + text + document.slice(to));
}
