/** A text of a picture and the box that its letters fill. */
export interface PlacedText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/**
 * Finds the texts of a picture with their boxes. A letter of the monospaced font is 0.602 of the size wide, and twice
 * that in East Asian scripts.
 */
export function textsIn(svg: string): readonly PlacedText[] {
  return Array.from(
    svg.matchAll(/<text class="([^"]*)" x="([-\d.]+)" y="([-\d.]+)"( transform="rotate[^"]*")?>([^<]*)<\/text>/g),
    ([, css = '', x, y, rotated, content = '']) => {
      const text = content.replaceAll(/&([a-z#\d]+);/g, (_, name: string) => ENTITIES[name] as string);
      const classes = css.split(' ');
      const size = classes.includes('title') ? 16 : 10.5;
      const width =
        Array.from(text).reduce(
          (sum, letter) => sum + (/[\u2e80-\uffdc\u{1f000}-\u{1ffff}]/u.test(letter) ? 2 : 1),
          0,
        ) *
        0.602 *
        size;
      const left =
        Number(x) -
        (classes.includes('e') ? width
        : classes.includes('c') ? width / 2
        : 0);
      const [ascent, descent] = [0.73 * size, 0.2 * size];
      if (rotated === undefined)
        return { text, left, right: left + width, top: Number(y) - ascent, bottom: Number(y) + descent };
      return {
        text,
        left: Number(x) - ascent,
        right: Number(x) + descent,
        top: Number(y) - width / 2,
        bottom: Number(y) + width / 2,
      };
    },
  );
}

/** Finds pairs of texts that overlap. Texts may touch. */
export function overlapsAmong(texts: readonly PlacedText[]): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  texts.forEach((a, i) => {
    for (const b of texts.slice(i + 1)) {
      if (
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5
      )
        found.push([a.text, b.text]);
    }
  });
  return found;
}

export function viewBoxOf(svg: string): readonly [width: number, height: number] {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return [Number(width), Number(height)];
}
