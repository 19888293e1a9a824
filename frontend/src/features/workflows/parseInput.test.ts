import { expect, test } from "vitest";
import { parseInput } from "./parseInput";

test("nothing typed is an empty input", () => {
  expect(parseInput("  \n")).toEqual({ ok: true, input: {} });
});

test("an object is taken as it is", () => {
  expect(parseInput('{"a": [1, null]}')).toEqual({ ok: true, input: { a: [1, null] } });
});

test.each(["[1]", "null", "3", '"text"'])("%s is JSON, but no object", (text) => {
  expect(parseInput(text)).toMatchObject({ ok: false, message: expect.stringContaining("JSON object") });
});

test("what is not JSON is told so, with the parser's reason", () => {
  expect(parseInput("{a: 1}")).toMatchObject({
    ok: false,
    message: expect.stringContaining("not valid JSON"),
  });
});
