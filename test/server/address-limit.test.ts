import { expect, test } from "vitest";
import { createAddressLimit, networkOf } from "../../src/server/address-limit.js";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:a:b:c:d:e:f", "2001:db8:a:b"],
  ["2001:db8:a:b::1", "2001:db8:a:b"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["2001:0DB8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
])("the network of %s is %s", (address, network) => expect(networkOf(address)).toBe(network));

test("says how many are left, and when the window is over", () => {
  const limit = createAddressLimit(2, 60);
  expect([0, 1, 2].map((second) => limit.spend("192.0.2.1", second * 1000))).toEqual([1, 0, -1]);
  expect(limit.secondsLeft(2500)).toBe(58);
  expect(limit.spend("192.0.2.1", 60_000)).toBe(1);
});

test("a clock that is set back does not freeze the window", () => {
  const limit = createAddressLimit(1, 60);
  limit.spend("192.0.2.1", 1_000_000_000);
  expect(limit.spend("192.0.2.1", 0)).toBe(0);
});

test("[C4] more addresses than fit are let through uncounted, so that a flood fills no memory", () => {
  const limit = createAddressLimit(1, 60);
  for (let index = 0; index < 100_000; index++) limit.spend(`a${index}`, 0);
  expect([limit.spend("one more", 0), limit.spend("one more", 0)]).toEqual([0, 0]);
  expect(limit.spend("a0", 0)).toBe(-1);
});
