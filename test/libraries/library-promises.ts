import type { Cookie } from "playwright";
import { expect, vi } from "vitest";
import { matchesName } from "../../src/model/category.js";
import type { Library } from "./libraries.js";
import { type Place, type Run, runLibrary, type Write } from "./run-library.js";

/**
 * Undeclared: the library works before consent with the very cookies that it has without Kivok, but as session cookies, and
 * at consent each gets the lifetime that it has without Kivok, and keeps its value.
 * @param place is called once for the page without Kivok and once for the page with it
 */
export const worksUndeclared = async (library: Library, place: () => Promise<Place>): Promise<void> => {
  const control = await runLibrary(library, await place(), WITHOUT);
  await hasStarted(library, control, ...namesOf(library));
  const expected = await lifetimes(control);
  expect(known(library, await control.cookies())).toEqual([...library.cookies].sort());
  expect(expected.size).toBeGreaterThan(0);

  const guarded = await runLibrary(library, await place(), "");
  await hasStarted(library, guarded, ...namesOf(library));
  const before = await guarded.cookies();
  expect(shape(before)).toEqual(shape(await control.cookies()));
  expect(before.filter(({ expires }) => expires >= 0)).toEqual([]);
  expect((await guarded.written()).filter(({ at, end }) => end > at)).toEqual([]);
  expect(known(library, await guarded.written())).toEqual(known(library, await control.written()));

  const start = (await guarded.written()).length;
  await guarded.page.evaluate(() => void window.kivok.accept());
  await eventually(async () => likeControl(expected, await lifetimes(guarded)));
  const writes = await guarded.written();
  for (const name of expected.keys()) {
    const given = writes.findIndex((write, index) => index >= start && write.name === name && write.end > write.at);
    // What the library itself wrote last: it may have done so again until the decision was made.
    const kept = last(writes.slice(0, given), name);
    expect([name, writes[given]?.value]).toEqual([name, kept?.value]);
  }
  expect(shape(await guarded.cookies())).toEqual(shape(before));
  expect([...(await control.mishaps()), ...(await guarded.mishaps())]).toEqual([]);
};

/** Declared in a category that is blocked: it has no cookie before consent, and on the next page after it all that it asks for. */
export const waitsDeclared = async (library: Library, place: () => Promise<Place>): Promise<void> => {
  const cookies = library.cookies.map((name) => ({ name }));
  const blocked = await runLibrary(library, await place(), "", { categories: { statistics: { cookies } } });
  const { page } = blocked;
  await eventually(async () => {
    const asked = known(library, await blocked.asked());
    for (const name of library.tried ?? library.cookies) expect(asked).toContain(name);
  });
  expect(await blocked.cookies()).toEqual([]);
  expect((await blocked.written()).filter(({ at, end }) => end > at)).toEqual([]);
  expect(await blocked.mishaps()).toEqual([]);

  await page.evaluate(() => window.kivok.accept());
  await page.reload();
  await hasStarted(library, blocked, ...namesOf(library));
  await eventually(async () => {
    expect(known(library, await blocked.cookies())).toEqual([...library.cookies].sort());
    const asked = await blocked.asked();
    for (const { name, expires } of await blocked.cookies()) {
      const { at, end } = last(asked, name) as Write;
      if (end < 0) expect(expires, name).toBe(-1);
      else expectTaken(expires, inForce(at, end), name);
    }
  });
  expect(await blocked.mishaps()).toEqual([]);
};

/** Longest life that browsers give a cookie (RFC 6265bis, section 5.5). */
const MAX_DAYS = 400;

/** An inert tag: the same page as without Kivok. */
const WITHOUT = 'type="text/plain"';

const namesOf = ({ cookies, probes = [] }: Library): string[] => [...cookies, ...probes];

/** Which of the names that a library is known to write these are; a random part is not compared. */
const known = (library: Library, found: readonly { name: string }[]): string[] =>
  [...new Set(found.map(({ name }) => namesOf(library).find((pattern) => matchesName(pattern, name)) ?? name))].sort();

const eventually = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 60_000 });

/** Waits until the library has written all that it writes at start. */
const hasStarted = async (library: Library, { asked, page }: Run, ...names: string[]): Promise<void> =>
  eventually(async () => {
    expect(known(library, await asked())).toEqual(names.sort());
    expect(await page.evaluate(`!!(${library.works})`)).toBe(true);
  });

const last = (writes: readonly Write[], name: string): Write | undefined =>
  writes.filter((write) => write.name === name).at(-1);

const inForce = (at: number, end: number): number => Math.min(end, at + MAX_DAYS * 86_400_000);

/** The browser keeps a cookie until then, or longer by what it took to hear of it: it stores cookies in another process. */
const expectTaken = (expires: number, end: number, name: string): void => {
  const late = expires - end / 1000;
  expect(late, name).toBeGreaterThan(-2);
  expect(late, name).toBeLessThan(60);
};

/** Seconds that each persistent cookie lives from the last time that the library wrote it, by what the browser was told. */
const lifetimes = async ({ cookies, asked, written }: Run): Promise<Map<string, number>> => {
  const [jar, wishes, writes] = [await cookies(), await asked(), await written()];
  const persistent = jar.filter(({ expires }) => expires > 0);
  return new Map(
    persistent.map(({ name, expires }) => {
      const { at } = last(wishes, name) as Write;
      const end = inForce(at, (last(writes, name) as Write).end);
      expectTaken(expires, end, name);
      return [name, (end - at) / 1000];
    }),
  );
};

const likeControl = (control: Map<string, number>, found: Map<string, number>): void => {
  expect([...found.keys()].sort()).toEqual([...control.keys()].sort());
  for (const [name, seconds] of control) expect(Math.abs((found.get(name) ?? 0) - seconds), name).toBeLessThan(2);
};

/** Everything about a cookie but its value, which is random, and its lifetime. */
const shape = (cookies: readonly Cookie[]): object[] =>
  cookies
    .map(({ name, domain, path, secure, sameSite }) => ({ name, domain, path, secure, sameSite }))
    .sort((one, other) => one.name.localeCompare(other.name));
