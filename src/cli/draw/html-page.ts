import { readFile } from 'node:fs/promises';
import { toPrintable } from '../../array/printable.ts';
import type { DrawSubject } from './draw-subject.ts';
import { type MemoryPlace, placeGroupsOf, placeLabelOf, placeTreeOf } from './memory-places.ts';
import { PAGE_STYLE } from './page-style.ts';
import { colourClassOf, type Colours, coloursOf, writeColourRules } from './place-colours.ts';
import { escapeXml } from './svg-elements.ts';
import { describeTotals, svgPictureOf } from './svg-picture.ts';

/** The files of the page script, in the order of their dependencies. */
const SCRIPT_FILES = ['data', 'map', 'tree', 'main'] as const;

/** Describes the map and its keys for screen readers. */
const MAP_LABEL =
  'Map of memory, to scale. Plus and minus zoom, up and down pan. Left goes to the place around, right to the first ' +
  'place inside. Escape shows all.';

/**
 * Makes a zoomable page in a single file. Its security policy forbids requests. If scripts are off, the page shows the
 * picture.
 */
export async function htmlPageOf(subject: DrawSubject): Promise<string> {
  const title = escapeXml(subject.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>${PAGE_STYLE}${writeColourRules()}</style>
</head>
<body>
<noscript>${svgPictureOf(subject)}</noscript>
<header><h1>${title}</h1><p>${escapeXml(describeTotals(subject))}</p></header>
<nav aria-label="Where the map looks"><ol id="crumbs"></ol></nav>
<main>
<section aria-label="Tree of names">
<label>Search by path <input id="search" type="search" autocomplete="off" spellcheck="false"></label>
<p id="count" role="status"></p>
<ul id="results"></ul>
<ul id="tree" role="tree" aria-label="Tensors"></ul>
</section>
<section aria-label="Map of memory">
<p id="words" role="status"></p>
<svg id="map" tabindex="0" role="application" aria-label="${MAP_LABEL}"><defs></defs></svg>
<p class="keys">Wheel or pinch to zoom, drag to pan, click to choose a place; keys: + − ↑ ↓ ← → and Escape.</p>
</section>
</main>
<script type="application/json" id="data">${pageDataOf(subject)}</script>
<script>'use strict';(() => {
${await readPageScript()}
})();</script>
</body>
</html>
`;
}

/**
 * The places of a tree in one list, each with the index of the place around it. The text contains no `<`, which could
 * end the script element.
 */
function pageDataOf({ leaves, unit, unitBytes, total }: DrawSubject): string {
  const root = placeTreeOf(leaves);
  const colours = coloursOf(placeGroupsOf(root), total);
  const nodes: unknown[] = [];
  const visit = (place: MemoryPlace, parent: number): void => {
    const id = nodes.length;
    nodes.push(pageEntryOf(place, parent, colours));
    for (const child of place.children) visit(child, id);
  };
  visit(root, -1);
  const printable = (_key: string, value: unknown): unknown => (typeof value === 'string' ? toPrintable(value) : value);
  return JSON.stringify({ unit, unitBytes, total, nodes }, printable).replaceAll('<', '\\u003c');
}

const pageEntryOf = (place: MemoryPlace, parent: number, colours: Colours): readonly unknown[] => {
  const { leaf, offset, length, tensors, tiedTo } = place;
  const what =
    leaf === undefined ? '' : (
      [
        `[${leaf.shape.join(', ')}]`,
        leaf.dtype === undefined ? '' : ` ${leaf.dtype}`,
        leaf.transposed === true ? ', transposed' : '',
      ].join('')
    );
  return [
    parent,
    placeLabelOf(place),
    offset,
    length,
    tensors,
    colourClassOf(colours.of(place), leaf !== undefined),
    what,
    tiedTo ?? '',
  ];
};

/** Joins the files of the script so that they see each other without imports. */
async function readPageScript(): Promise<string> {
  const texts = await Promise.all(
    SCRIPT_FILES.map((part) => readFile(new URL(`page/page-${part}.js`, import.meta.url), 'utf8')),
  );
  return texts
    .map((text) => text.replaceAll(/^import .*\n|^export \{\};\n?/gm, '').replaceAll(/^export /gm, ''))
    .join('\n');
}
