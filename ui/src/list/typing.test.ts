import { expect, it } from "vitest";

import { Typed } from "./typing";

it("takes letters together until there is a pause", () => {
  const typed = new Typed();
  expect(typed.take("b", 1000)).toBe("b");
  expect(typed.take("ü", 1300)).toBe("bü");
  expect(typed.take(" ", 1600)).toBe("bü ");
  expect(typed.take("Enter", 1700)).toBeNull();
  expect(typed.take("x", 3000)).toBe("x");
  expect(typed.take(" ", 9000)).toBeNull();
});
