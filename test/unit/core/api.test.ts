// @vitest-environment jsdom
import { expect, test } from "vitest";
import { start } from "../../../src/core/module.js";

/** Never called: the compiler is the test (`tsc -b` runs before the tests), and an error that is none fails it. */
const impossible = (): void => {
  const { cookies } = start();
  cookies.set("__Host-sid", "1", { secure: true });
  cookies.set("__Host-sid", "1", { secure: true, path: "/", sameSite: "Lax", expires: 30, category: "functional" });
  cookies.set("__Secure-lang", "ru", { secure: true, path: "/shop", domain: "example.org" });
  cookies.set("plain", "1");
  cookies.set("plain", "1", { path: "/shop", domain: "example.org" });
  const name: string = "of any kind";
  cookies.set(name, "1", { path: "/" });
  // @ts-expect-error a prefixed cookie without attributes
  cookies.set("__Host-sid", "1");
  // @ts-expect-error without Secure
  cookies.set("__Host-sid", "1", { path: "/" });
  // @ts-expect-error Secure turned off
  cookies.set("__Secure-lang", "ru", { secure: false });
  // @ts-expect-error with a path of its own
  cookies.set("__Host-sid", "1", { secure: true, path: "/shop" });
  // @ts-expect-error with a domain
  cookies.set("__Host-sid", "1", { secure: true, domain: "example.org" });
};

test("[G3] a combination of prefix and attributes that no browser takes is a type error, and a possible one is none", () => {
  expect(impossible).toBeTypeOf("function");
});
