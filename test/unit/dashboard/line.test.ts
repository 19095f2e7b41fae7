import { expect, test } from "vitest";
import { lineThrough, type Point } from "../../../src/dashboard/line.js";

const at = (x: number, y: number, isPart = false): Point => ({ x, y, isPart });

test("points that follow each other are one path with joined corners, and an area down to the base", () => {
  const line = lineThrough([at(0, 5), at(10, 3), at(20, 4)], 9);
  expect(line).toMatchObject({ whole: "M0.0 5.0L10.0 3.0L20.0 4.0", part: "", alone: [] });
  expect(line.area).toBe("M0.0 5.0L10.0 3.0V9H0.0ZM10.0 3.0L20.0 4.0V9H10.0Z");
});

test("a missing point interrupts the line, and a point without neighbours is told apart", () => {
  const line = lineThrough([at(0, 1), at(1, 1), undefined, at(3, 1), undefined, at(5, 1), at(6, 1)], 9);
  expect(line.whole).toBe("M0.0 1.0L1.0 1.0M5.0 1.0L6.0 1.0");
  expect(line.alone).toEqual([at(3, 1)]);
});

test("segments to and from a step that is not whole are apart, and no area is under them", () => {
  const line = lineThrough([at(0, 1, true), at(1, 1), at(2, 1), at(3, 1, true)], 9);
  expect(line.part).toBe("M0.0 1.0L1.0 1.0M2.0 1.0L3.0 1.0");
  expect(line.whole).toBe("M1.0 1.0L2.0 1.0");
  expect(line.area).toBe("M1.0 1.0L2.0 1.0V9H1.0Z");
});

test("nothing gives nothing", () => {
  const nothing = { whole: "", part: "", area: "", alone: [] };
  expect(lineThrough([], 9)).toEqual(nothing);
  expect(lineThrough([undefined, undefined], 9)).toEqual(nothing);
});
