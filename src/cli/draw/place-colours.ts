import { groupLengthOf, type MemoryPlace, type PlaceGroup } from './memory-places.ts';

/** The number of a hue, and a shade from 0 to 3: undefined if the place is too small for a shade of its own. */
interface Colour {
  readonly hue: number;
  readonly shade: number | undefined;
}

/** The colours of M. Okabe and K. Ito (2008) without black. People with any colour vision can tell them apart. */
const HUES = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#f0e442'] as const;
/** The share of white in each shade. Dark letters are readable on all of them. */
const WHITE_SHARES = [0.36, 0.68, 0.5, 0.78] as const;
/** The share of white for places that hold several tensors. */
const PALE_WHITE_SHARE = 0.9;

/** Parts with a smaller share get no hue or shade of their own, since nobody would see it. */
const MIN_COLOURED_SHARE = 0.01;

/** The colours of a tree. Equal blocks have equal colours, and neighbours in memory have different ones. */
export interface Colours {
  /** The colour of a tensor, or of a place whose tensors share a hue; undefined if they have several hues. */
  of(place: MemoryPlace): Colour | undefined;
}

export function coloursOf(groups: readonly PlaceGroup[], total: number): Colours {
  const colours = new Map<MemoryPlace, Colour>();
  let hue = 0;
  for (const part of colouredPartsOf(groups, total)) {
    if (groupLengthOf(part) < MIN_COLOURED_SHARE * total) continue;
    let seen = 0;
    // A group within a block belongs to the first block of its kind; `places` are the same places of all blocks.
    const paint = (group: PlaceGroup, places: readonly MemoryPlace[]): void => {
      const isSeen = group.children.length === 0 && groupLengthOf(group) >= MIN_COLOURED_SHARE * groupLengthOf(part);
      const colour = { hue, shade: isSeen ? seen++ % WHITE_SHARES.length : undefined };
      for (const place of places) colours.set(place, colour);
      const inner = (group.members[0] as MemoryPlace).children;
      for (const child of group.children) {
        const at = child.members.map((member) => inner.indexOf(member));
        paint(
          child,
          places.flatMap((place) => at.map((i) => place.children[i] as MemoryPlace)),
        );
      }
    };
    paint(part, part.members);
    hue = (hue + 1) % HUES.length;
  }
  return { of: (place) => colours.get(place) };
}

/** Chooses the groups that get a hue each. It opens the largest group while enough hues are left for its parts. */
function colouredPartsOf(groups: readonly PlaceGroup[], total: number): readonly PlaceGroup[] {
  const isSeen = (group: PlaceGroup): boolean => groupLengthOf(group) >= MIN_COLOURED_SHARE * total;
  let open = [...groups];
  for (;;) {
    const next = open
      .filter(({ children, members }) => members.length === 1 && children.length > 1)
      .sort((a, b) => groupLengthOf(b) - groupLengthOf(a))[0];
    if (next === undefined || groupLengthOf(next) < 0.3 * total) return open;
    const opened = open.flatMap((group) => (group === next ? group.children : [group]));
    if (opened.filter(isSeen).length > HUES.length) return open;
    open = opened;
  }
}

/** The CSS class of a box: `c0s2` for a tensor, `c0p` for a place of one hue, `cn` for one of several. */
export const colourClassOf = (colour: Colour | undefined, isLeaf: boolean): string =>
  colour === undefined ? 'cn'
  : isLeaf && colour.shade !== undefined ? `c${colour.hue}s${colour.shade}`
  : `c${colour.hue}p`;

/** Writes the CSS rules of these classes, equal in light and dark mode. */
export function writeColourRules(): string {
  const rule = (name: string, colour: string): string => `.${name}{fill:${colour};background:${colour}}`;
  const rules = HUES.flatMap((hue, i) => [
    ...WHITE_SHARES.map((white, shade) => rule(`c${i}s${shade}`, mixWithWhite(hue, white))),
    rule(`c${i}p`, mixWithWhite(hue, PALE_WHITE_SHARE)),
  ]);
  return `${rules.join('')}${rule('cn', '#e9ebee')}`;
}

function mixWithWhite(hue: string, white: number): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hue.slice(at, at + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(part + (255 - part) * white)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
