import type { Browser, BrowserContext, Cookie, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import table from "../vectors/cookie-strings.json";
import texts from "../vectors/set-cookie.json";
import { launchChromium, newVisitor } from "./chromium.js";
import { startTestServer, type TestServer } from "./test-server.js";

/** What a page sees of one call: what it returned or threw, what can be read afterwards, and the events in between. */
type Seen = {
  readonly outcome: string;
  readonly read: string;
  readonly events: readonly string[];
  /** Members of the options that were read, in alphabetical order. */
  readonly members: readonly string[];
  /** Epoch milliseconds, just before the call. */
  readonly time: number;
};

declare global {
  interface Window {
    probe(call: () => unknown): Promise<Seen>;
  }
}

/** A page, and the browser's own list of cookies after each call there. */
type Visit = { readonly visitor: BrowserContext; readonly page: Page };
type Result = Seen & { readonly cookies: readonly Cookie[] };
type Results = { readonly call: string; readonly bare: Result; readonly granted: Result; readonly before: Result };

/** Cookies of this test and of Kivok, which are not compared. */
const OWN = /^(mark|kivok)$/;
/** What the table blocks before consent: the declared name of a category that is blocked. */
const BLOCKED = /^_stat/;
/** Half a year ahead in whole seconds, as browsers cut what is longer than 400 days. */
const later = Math.floor(Date.now() / 1000 + 15_552_000) * 1000;

const categories = { statistics: { cookies: [{ name: "_stat*" }] } };

let browser: Browser;
let server: TestServer;
/** Where the same pages are without the guard. */
let bareServer: TestServer;
let visits: readonly [bare: Visit, granted: Visit, before: Visit];

/** Runs in the page: gives it `probe` and what the calls of the table use. */
const prepare = (time: number): void => {
  let events: string[] = [];
  let members: string[] = [];
  let marks = 0;
  // Cookies of one browser change in one order, so all events of a call have come once that of a later mark has.
  const settle = (): Promise<void> =>
    new Promise((resolve) => {
      const mark = `${++marks}`;
      const store = cookieStore as unknown as EventTarget;
      const onChange = (event: Event): void => {
        const { changed = [] } = event as Event & { changed?: { name: string; value: string }[] };
        if (!changed.some((cookie) => cookie.name === "mark" && cookie.value === mark)) return;
        store.removeEventListener("change", onChange);
        resolve();
      };
      store.addEventListener("change", onChange, { probe: true } as object);
      document.cookie = `mark=${mark}; Path=/`;
    });
  (cookieStore as unknown as EventTarget).addEventListener(
    "change",
    (event) => {
      const { changed, deleted } = event as Event & Record<"changed" | "deleted", { name: string; value: string }[]>;
      for (const { name, value } of changed) events.push(`changed ${name}=${value}`);
      for (const { name } of deleted) events.push(`deleted ${name}`);
    },
    { probe: true } as object,
  );
  const describeError = (error: unknown): string =>
    error instanceof Error || error instanceof DOMException ? String(error) : `${typeof error}`;
  Object.assign(window, {
    later: time,
    counting: (options: object) =>
      new Proxy(options, {
        get: (target, member) => {
          members.push(String(member));
          return Reflect.get(target, member);
        },
      }),
    probe: async (call: () => unknown): Promise<Seen> => {
      await settle();
      events = [];
      members = [];
      const now = Date.now();
      let outcome: string;
      try {
        const returned = call();
        outcome = returned instanceof Promise ? "promise of " : "";
        outcome += await Promise.resolve(returned).then(String, (error) => `rejection ${describeError(error)}`);
      } catch (error) {
        outcome = `thrown ${describeError(error)}`;
      }
      // The second round is for what the first one's events made the guard write.
      await settle();
      await settle();
      return { outcome, read: document.cookie, events, members: members.sort(), time: now };
    },
  });
};

/**
 * Runs in the page, before the tag: hides from the guard what it learns of cookies later, so that only what it does at the
 * very write is seen. What it finds is brought in line in other tests.
 */
const hideFound = (): void => {
  const listen = EventTarget.prototype.addEventListener;
  Object.assign(CookieStore.prototype, {
    getAll: async () => [],
    addEventListener(this: EventTarget, ...given: Parameters<typeof listen>) {
      if ((given[2] as { probe?: boolean } | undefined)?.probe) listen.apply(this, given);
    },
  });
};

const visit = async ({ host }: TestServer, isSeen = true): Promise<Visit> => {
  const visitor = await newVisitor(browser);
  const page = await visitor.newPage();
  if (!isSeen) await page.addInitScript(hideFound);
  // A host under a domain of its own, so that `Domain` has a parent to name, and a path with two directories.
  await page.goto(`http://www.salon.${host}/shop/deep/page`);
  await page.evaluate(prepare, later);
  return { visitor, page };
};

const accept = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        window.kivok.on("decision", () => resolve());
        window.kivok.accept();
      }),
  );

beforeAll(async () => {
  [browser, server, bareServer] = await Promise.all([launchChromium(), startTestServer(), startTestServer()]);
  bareServer.page("/shop/deep/page", { tag: 'type="text/plain"' });
  server.page("/shop/deep/page", { config: { categories } });
  visits = await Promise.all([visit(bareServer), visit(server), visit(server, false)]);
  await accept(visits[1].page);
});
afterAll(() => Promise.all([browser.close(), server.close(), bareServer.close()]));

const run = async ({ visitor, page }: Visit, call: string): Promise<Result> => {
  const seen = (await page.evaluate(`probe(() => { ${call} })`)) as Seen;
  const cookies = await visitor.cookies();
  await visitor.clearCookies();
  return { ...seen, cookies: cookies.filter(({ name }) => !OWN.test(name)) };
};

/** Each call in all three pages at the same time; once for the tests of both states. */
const runs = new Map<readonly string[], Promise<Results[]>>();
const runAll = (calls: readonly string[]): Promise<Results[]> => {
  const known = runs.get(calls);
  if (known) return known;
  const started = (async () => {
    const results: Results[] = [];
    for (const call of calls) {
      const [bare, granted, before] = await Promise.all(visits.map((each) => run(each, call)));
      if (bare && granted && before) results.push({ call, bare, granted, before });
    }
    return results;
  })();
  runs.set(calls, started);
  return started;
};

/** Everything but the clock, in an order that does not depend on it. */
const compared = ({ cookies, read, events, outcome, members }: Result) => ({
  outcome,
  members,
  cookies: cookies
    .map((cookie) => JSON.stringify({ ...cookie, expires: cookie.expires < 0 ? "session" : "later" }))
    .sort(),
  read: read.split("; ").filter((pair) => !pair.startsWith("mark=") && !pair.startsWith("kivok=")),
  events: events.filter((event) => !/ (mark|kivok)(=|$)/.test(event)),
});

/** The same as if the table had been applied by hand to what the bare browser stored. */
const tabled = (bare: Result): Result => ({
  ...bare,
  cookies: bare.cookies.filter(({ name }) => !BLOCKED.test(name)).map((cookie) => ({ ...cookie, expires: -1 })),
  read: bare.read
    .split("; ")
    .filter((pair) => !BLOCKED.test(pair))
    .join("; "),
  events: bare.events.filter((event) => !/ _stat/.test(event)),
});

/** Seconds that a busy machine may take from a call to the process that stores its cookie. */
const LATE_SECONDS = 5;

/** Whether each end is the same, as a time or as seconds after the call. */
const endsAlike = (one: Result, other: Result): boolean =>
  one.cookies.every((cookie) => {
    const twin = other.cookies.find(
      (each) => JSON.stringify({ ...each, expires: 0 }) === JSON.stringify({ ...cookie, expires: 0 }),
    );
    const difference = twin ? cookie.expires - twin.expires : Number.NaN;
    return [difference, difference - (one.time - other.time) / 1000].some((late) => Math.abs(late) <= LATE_SECONDS);
  });

const shorten = (call: string): string => (call.length > 200 ? `${call.slice(0, 200)}…` : call);

/** The parts in which two results differ, in one line; nothing where they are alike. */
const differences = (call: string, expected: Result, found: Result): string[] => {
  const [one, other] = [compared(expected), compared(found)].map(Object.entries);
  const parts = (one ?? []).flatMap(([part, value], index) => {
    const [was, is] = [JSON.stringify(value), JSON.stringify(other?.[index]?.[1])];
    return was === is ? [] : [`${part}: ${was} became ${is}`];
  });
  if (!parts.length && !endsAlike(expected, found))
    parts.push(
      `end: ${expected.cookies.map(({ expires }) => expires)} became ${found.cookies.map(({ expires }) => expires)}`,
    );
  return parts.length ? [`${shorten(call)} ${parts.join("; ")}`] : [];
};

const expectAlike = (results: readonly Results[], pick: (result: Results) => readonly [Result, Result]): void => {
  expect(results.flatMap((each) => differences(each.call, ...pick(each)))).toEqual([]);
};

const assignment = (text: string): string =>
  `document.cookie = ${JSON.stringify(text.replace(/\{(\d+) (.)\}/gu, (_, times, letter) => letter.repeat(+times)))};`;

const groups: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    Object.entries(table.strings).map(([name, group]) => [
      name,
      group.map((each) => [each].flat().map(assignment).join(" ")),
    ]),
  ),
  // One that ends within the second would be gone before it is looked at.
  "the grammar's table": texts.vectors
    .map(({ text }) => assignment(text))
    .filter((call) => !/Max-Age=1["';]/.test(call)),
  "what is no string, or no well-formed one": [
    "1",
    "-0",
    "null",
    "undefined",
    "true",
    "10n",
    "['a=1', 'b=2']",
    "{}",
    "new String('a=1; Max-Age=100')",
    "Symbol('a=1')",
    "Object.create(null)",
    "{ toString: () => 'a=1; Max-Age=100' }",
    "{ valueOf: () => 'a=1' }",
    "{ toString() { throw new RangeError('mine'); } }",
    "{ [Symbol.toPrimitive]: (hint) => 'a=' + hint + '; Max-Age=100' }",
    "counting({ toString: () => 'a=1; Max-Age=100' })",
    "'a=\\ud800'",
    "'a=1\\udc00; Max-Age=100'",
    "'a=1; Max-Age\\ud800=100'",
  ].map((value) => `document.cookie = ${value};`),
  ...Object.fromEntries(
    Object.entries(table.cookieStore).map(([name, group]) => [
      `cookieStore.set with ${name}`,
      group.map((given) => `return cookieStore.set(${given});`),
    ]),
  ),
  "cookieStore.delete": [
    "'a'",
    "{ name: 'a' }",
    "{ name: 'a', path: '/shop' }",
    "{ name: 'a', domain: 'salon.localhost' }",
    "",
    "1",
    "{}",
    "{ name: 'a', partitioned: true }",
    "'a', undefined",
  ].map(
    (given) =>
      `document.cookie = 'a=1; Path=/; Max-Age=100'; document.cookie = 'a=2; Path=/shop; Max-Age=100'; document.cookie = 'a=3; Domain=salon.localhost'; return cookieStore.delete(${given});`,
  ),
};

test("the table has over 300 strings, and over 40 option objects", () => {
  expect(Object.values(table.strings).flat().length).toBeGreaterThan(300);
  expect(table.cookieStore.options.length).toBeGreaterThan(40);
});

/**
 * Where a script could tell, and what is stored is the same or a session cookie: the wording of errors for what cannot be
 * converted; how often members of an option object are read, and ends that are no number or given twice.
 */
const TOLD =
  /Symbol\(|Object\.create\(null\)|counting\(|10n|NaN|Infinity|'never'|expires: \{\}|maxAge.*expires|expires.*maxAge/;
/**
 * Where browsers disagree before consent, and a session cookie is stored: dates on which Chromium and the norm differ (a year of
 * one or three digits, a tab), and a deletion that Chromium refuses for its control character.
 */
const DISAGREED = /Jan 206 |1 2 Jan 2069|\\tJan|\\u0000; Max-Age=0|00 \\u0000/;
const settled = (calls: readonly string[]): string[] => calls.filter((call) => !TOLD.test(call));

describe.each(Object.entries(groups))("%s", (_, calls) => {
  test("[G6] with consent is stored, answered and reported as without the guard", async () => {
    expectAlike(await runAll(settled(calls)), ({ bare, granted }) => [bare, granted]);
  });

  test("[G1] [G3] before consent differs in nothing but the lifetime, and in what the table blocks", async () => {
    const results = (await runAll(settled(calls))).filter(({ call }) => !DISAGREED.test(call));
    expectAlike(results, ({ bare, before }) => [tabled(bare), before]);
  });
});

test.each(
  settled(table.strings["one after another"].map((texts) => [texts].flat().map(assignment).join(" "))).filter(
    (call) => !DISAGREED.test(call),
  ),
)("[G4] %s before consent is stored at consent as it would have been then", async (call) => {
  const visits = [await visit(bareServer), await visit(server)] as const;
  const [bare, found] = await Promise.all(
    visits.map(async ({ visitor, page }) => {
      const seen = (await page.evaluate(`probe(() => { ${call} })`)) as Seen;
      if (page === visits[1].page) await accept(page);
      const cookies = (await visitor.cookies()).filter(({ name }) => !OWN.test(name));
      await visitor.close();
      return { ...seen, events: [], cookies };
    }),
  );
  expect(bare && found && differences(call, bare, found)).toEqual([]);
});
