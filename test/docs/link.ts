/** The targets of the relative links of a page. */
export function linksOf(markdown: string): string[] {
  const prose = withoutCode(markdown).replaceAll(/`[^`]*`/g, (code) => (code.includes('](') ? '' : code));
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target as string).filter(
    (target) => !/^[a-z]+:/.test(target),
  );
}

/** The anchors that GitHub gives a page's headings. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return Array.from(withoutCode(markdown).matchAll(/^#+ (.*)$/gm), ([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

const withoutCode = (markdown: string): string => markdown.replaceAll(/^```[^]*?^```/gm, '');
