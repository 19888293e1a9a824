const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait after the n-th failure in a row (n from 1): doubling, and somewhere in the upper half of
 * that, so that the browsers a restarting server has dropped do not all come back at the same moment.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return ceiling * (0.5 + random() / 2);
}
