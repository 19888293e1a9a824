import { expect, test } from "vitest";
import { formatAgo, formatDuration } from "./time";

test.each([
  [0, "0 ms"],
  [-3, "0 ms"],
  [84.4, "84 ms"],
  [1999, "1.9 s"],
  [59_999, "59.9 s"],
  [65_000, "1 min 05 s"],
  [7_800_000, "2 h 10 min"],
])("%d ms is shown as %s", (ms, shown) => {
  expect(formatDuration(ms)).toBe(shown);
});

test("the last minute is just now, whatever the two clocks say", () => {
  expect(formatAgo(1_000, 30_000)).toBe("just now");
  expect(formatAgo(30_000, 1_000)).toBe("just now");
});

test("older times are counted in the largest unit that fits", () => {
  expect(formatAgo(0, 3 * 3_600_000 + 5)).toContain("3");
  expect(formatAgo(0, 3 * 3_600_000 + 5)).toMatch(/hr|hour|h/);
});
