import { expect, test } from "vitest";
import { tokenizeJson } from "./tokenizeJson";

test("the pieces are the text again, whatever the strings hold", () => {
  const text = JSON.stringify({ 'a"b': 'x: {"y": 1}', n: [-1.5e-7, true, null], "": "\\" }, null, 2);
  expect(
    tokenizeJson(text)
      .map((token) => token.text)
      .join(""),
  ).toBe(text);
});

test("keys, strings, numbers and words are told apart", () => {
  const tokens = tokenizeJson('{"key": "text", "n": 12.5, "yes": true}').filter(
    (token) => token.kind !== "plain",
  );
  expect(tokens.map(({ kind, text }) => [kind, text])).toEqual([
    ["key", '"key"'],
    ["string", '"text"'],
    ["key", '"n"'],
    ["number", "12.5"],
    ["key", '"yes"'],
    ["word", "true"],
  ]);
});
