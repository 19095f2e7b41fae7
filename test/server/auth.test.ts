import { afterEach, beforeEach, expect, test } from "vitest";
import { createAuth, MAX_ATTEMPTS, SESSION_SECONDS, settlePassword } from "../../src/server/auth.js";
import { openStore, type Store } from "../../src/server/store.js";
import { temporaryStore } from "./collector-process.js";

const HERE = "192.0.2.1";
let store: Store;
beforeEach(() => {
  store = openStore(temporaryStore());
});
afterEach(() => store.close());
const logIn = async (auth: ReturnType<typeof createAuth>, password: unknown, now = 0, address = HERE) =>
  auth.login(password, address, now);
const tokenOf = (result: object): string => ("token" in result ? String(result.token) : "");

test("[C5] a password is made once, is long, and is kept as an scrypt hash only", async () => {
  const made = await settlePassword(store, undefined);
  expect(made).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  expect(await settlePassword(store, undefined)).toBeUndefined();
  expect(store.setting("password")).toMatch(/^scrypt:32768:8:1:/);
  expect(store.setting("password")).not.toContain(made);
  expect(await logIn(createAuth(store), made)).toHaveProperty("token");
});

test("[C5] a password from the environment replaces the one before, and a start with the same one changes nothing", async () => {
  const made = await settlePassword(store, undefined);
  await settlePassword(store, "correct horse");
  const kept = store.setting("password");
  await settlePassword(store, "correct horse");
  expect(store.setting("password")).toBe(kept);
  const auth = createAuth(store);
  expect(await logIn(auth, made)).toEqual({ attemptsLeft: MAX_ATTEMPTS - 1 });
  expect(await logIn(auth, "correct horse")).toHaveProperty("token");
});

test("[C5] after five wrong passwords an address waits, even with the right one, and no other address does", async () => {
  await settlePassword(store, "right");
  const auth = createAuth(store);
  const left = [];
  for (let index = 0; index < MAX_ATTEMPTS; index++) left.push(await logIn(auth, "wrong", index * 1000));
  expect(left).toEqual([4, 3, 2, 1, 0].map((attemptsLeft) => ({ attemptsLeft })));
  expect(await logIn(auth, "right", 60_000)).toEqual({ retryAfterSeconds: 840 });
  expect(await logIn(auth, "right", 60_000, "192.0.2.2")).toHaveProperty("token");
  expect(await logIn(auth, "right", 900_000)).toHaveProperty("token");
});

test("[C5] guesses that come at once have no more attempts than guesses one by one", async () => {
  await settlePassword(store, "right");
  const auth = createAuth(store);
  const results = await Promise.all(Array.from({ length: 15 }, () => logIn(auth, "wrong")));
  expect(results.filter((result) => "attemptsLeft" in result)).toHaveLength(MAX_ATTEMPTS);
});

test.each([undefined, null, 5, {}, "x".repeat(1001)])("[C5] %j is a wrong password", async (password) => {
  await settlePassword(store, "right");
  expect(await logIn(createAuth(store), password)).toEqual({ attemptsLeft: 4 });
});

test("[C5] a session ends after twelve hours, or at logout, and is known by its own token only", async () => {
  await settlePassword(store, "right");
  const auth = createAuth(store);
  const token = tokenOf(await logIn(auth, "right"));
  const other = tokenOf(await logIn(auth, "right"));
  expect(other).not.toBe(token);
  expect(auth.isLoggedIn(token, SESSION_SECONDS * 1000 - 1)).toBe(true);
  expect(auth.isLoggedIn(token, SESSION_SECONDS * 1000)).toBe(false);
  auth.logout(token);
  expect([token, `${other}x`, "", undefined].map((one) => auth.isLoggedIn(one, 0))).toEqual(Array(4).fill(false));
  expect(auth.isLoggedIn(other, 0)).toBe(true);
});
