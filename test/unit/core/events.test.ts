// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { emit, on } from "../../../src/core/events.js";
import type { ConsentRecord } from "../../../src/model/consent-record.js";

const record: ConsentRecord = {
  time: 0,
  policyVersion: "1",
  how: "api",
  receipt: "",
  granted: [],
  denied: ["functional"],
};

test("a listener gets each event of its name with its detail, in the order of listening, and no other event", () => {
  const calls: unknown[] = [];
  const ends = [
    on("decision", (detail) => calls.push(["first", detail])),
    on("decision", (detail) => calls.push(["second", detail])),
    on("change", () => calls.push("change")),
    on("layer", (layer) => calls.push(layer)),
  ];
  emit("decision", record);
  emit("layer", "none");
  expect(calls).toEqual([["first", record], ["second", record], "none"]);
  for (const end of ends) end();
});

test("a listener that was ended is not called any more, also when it ends itself, and ending twice is harmless", () => {
  const [ended, once, stays] = [vi.fn(), vi.fn(), vi.fn()];
  const end = on("layer", ended);
  const endOnce = on("layer", () => {
    once();
    endOnce();
  });
  const endStays = on("layer", stays);
  end();
  end();
  emit("layer", "notice");
  emit("layer", "none");
  expect([ended, once, stays].map((listener) => listener.mock.calls.length)).toEqual([0, 1, 2]);
  endStays();
});

test("the same function listening twice is called twice, and ends each time for itself", () => {
  const listener = vi.fn();
  const ends = [on("layer", listener), on("layer", listener)];
  emit("layer", "notice");
  expect(listener).toHaveBeenCalledTimes(2);
  ends[0]?.();
  emit("layer", "none");
  expect(listener).toHaveBeenCalledTimes(3);
  ends[1]?.();
});

test("the page's own code hears the events on document", () => {
  const heard = vi.fn((event: Event) => (event as CustomEvent).detail);
  document.addEventListener("kivok:decision", heard, { once: true });
  emit("decision", record);
  expect(heard).toHaveReturnedWith(record);
});

test("[D6] a listener that throws stops neither the others nor the one who emits, and its error is reported", () => {
  const reported = vi.fn((event: ErrorEvent) => event.preventDefault());
  window.addEventListener("error", reported);
  const later = vi.fn();
  const ends = [
    on("layer", () => {
      throw new Error("on purpose");
    }),
    on("layer", later),
  ];
  expect(() => emit("layer", "settings")).not.toThrow();
  expect(later).toHaveBeenCalledWith("settings");
  expect(reported.mock.calls.map(([{ message }]) => message)).toEqual([expect.stringContaining("on purpose")]);
  for (const end of ends) end();
  window.removeEventListener("error", reported);
});
