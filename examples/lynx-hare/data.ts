// Lynx and snowshoe hare pelts traded by the Hudson's Bay Company, 1900-1920, in thousands.
//
// After C. Elton and M. Nicholson (1942), "The ten-year cycle in numbers of the lynx in Canada", as tabulated by P. Howard (2009),
// "Modeling Basics"; the same numbers are fitted in Stan's case study of these equations (B. Carpenter, 2018).

const hare = [
  30, 47.2, 70.2, 77.4, 36.3, 20.6, 18.1, 21.4, 22, 25.4, 27.1, 40.3, 57, 76.6, 52.3, 19.5, 11.2, 7.6, 14.6, 16.2, 24.7,
] as const;
const lynx = [
  4, 6.1, 9.8, 35.2, 59.4, 41.7, 19, 13, 8.3, 9.1, 7.4, 8, 12.3, 19.5, 45.7, 51.1, 29.7, 15.8, 9.7, 10.1, 8.6,
] as const;

/** Counts in thousands of pelts, one a year from `firstYear` on. */
export const pelts = { firstYear: 1900, hare, lynx } as const;

/** Each year's count, `[hare, lynx]`. */
export const counts: readonly (readonly [hare: number, lynx: number])[] = hare.map((h, year) => [
  h,
  lynx[year] as number,
]);

/** The logarithms of the counts, years x species, row-major: what both models are fitted to. */
export const logCounts = Float32Array.from(counts.flat(), Math.log);
