// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Happening } from "../../../src/count/counting.js";
import { see } from "../../../src/count/page-view.js";
import { begin } from "../../../src/count/state.js";
import type { ConfigInput } from "../../../src/model/config.js";
import { dayNumber } from "../../../src/model/visit.js";
import { createController, createCounting, type HandMadeController } from "./controller.js";

const NOW = Date.UTC(2026, 10, 20, 12);
const TODAY = dayNumber(NOW, "UTC");

let controller: HandMadeController;
let counting: ReturnType<typeof createCounting>;
/** What happened, each with the path that it is counted for. */
let happened: (Happening & { path: string })[];

const start = (given: ConfigInput = {}): void => {
  // Without consent all is forgotten, as on another page.
  controller = createController(given);
  counting = createCounting(controller);
  begin({ ...counting, has: () => false });
  see();
  begin(counting);
  controller.on("change", () => see());
  // As the sender does: nothing without consent.
  counting.send = (happening) => {
    if (controller.has("statistics")) happened.push({ path: counting.path, ...happening });
  };
};
/** Another page in the same browser: its memory stays, everything else is new. */
const load = (address: string, referrer = "", given: ConfigInput = {}): void => {
  history.replaceState({}, "", address);
  vi.spyOn(document, "referrer", "get").mockReturnValue(referrer);
  start(given);
  see();
};
const go = (address: string): void => {
  history.pushState({}, "", address);
  see();
};
const hide = (isHidden: boolean): void => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(isHidden);
  see(new Event("visibilitychange") as { persisted?: boolean });
};
const wait = (seconds: number): void => {
  vi.advanceTimersByTime(seconds * 1000);
};
const views = () => happened.filter(({ kind }) => kind === "view");
const times = () => happened.filter(({ kind }) => kind === "time");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: NOW });
  // A page has always been open for a moment when it is first seen.
  wait(1);
  happened = [];
  for (const name of ["kivok_day", "kivok_visit"]) document.cookie = `${name}=; Path=/; Max-Age=0`;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("a page view", () => {
  test("[A6] of a new browser is an entry, its first view of the day, with what is known of the browser", () => {
    load("/a");
    expect(happened).toEqual([
      {
        kind: "view",
        path: "/a",
        step: 1,
        gap: 0,
        // The sender puts today's in its place.
        day: TODAY,
        referrer: "",
        campaign: "",
        language: "en",
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        screen: "large",
      },
    ]);
    expect(document.cookie).toBe(`kivok_day=${TODAY}; kivok_visit=1`);
  });

  test("[A2] is counted once per path, however often the page is seen and whatever query and hash it gets", () => {
    load("/a");
    see();
    go("/a?page=2");
    go("/a#part");
    see({ persisted: false });
    expect(views()).toHaveLength(1);
  });

  test("[A6] that follows is no entry: it names the page before, and neither referrer, campaign nor gap", () => {
    load("/a", "https://search.example/");
    go("/b?utm_source=mail");
    expect(views()[1]).toMatchObject({
      path: "/b",
      step: 2,
      previous: "/a",
      gap: undefined,
    });
    for (const field of ["referrer", "campaign", "language", "zone", "screen"])
      expect(views()[1]).not.toHaveProperty(field);
  });

  test("[A6] after a load knows the page before by the referrer of the same origin", () => {
    load("/a");
    load("/b", `${location.origin}/a?secret=1`);
    expect(views()[1]).toMatchObject({ path: "/b", step: 2, previous: "/a" });
  });

  test("[A6] in a visit that goes on from another site names neither page before nor referrer", () => {
    load("/a");
    load("/b", "https://search.example/find");
    expect(views()[1]).toMatchObject({ step: 2, previous: "" });
    expect(views()[1]).not.toHaveProperty("referrer");
  });

  test("[A6] is an entry again when the visit's cookie has ended, on the same day without a gap", () => {
    load("/a");
    wait(1801);
    load("/b", `${location.origin}/a`);
    expect(views()[1]).toMatchObject({ step: 1, gap: undefined, referrer: "" });
    expect(views()[1]).not.toHaveProperty("previous");
  });

  test("[A6] that begins a visit in an open tab has no referrer: the page before is the site's own", () => {
    load("/a", "https://search.example/find");
    wait(7 * 86_400);
    go("/b");
    expect(views()).toMatchObject([
      { path: "/a", referrer: "search.example" },
      { path: "/b", step: 1, gap: 7, referrer: "" },
    ]);
  });

  test("[A5] over midnight in an open tab is the first of the new day, in the same visit, once another page is seen", () => {
    vi.setSystemTime(Date.UTC(2026, 10, 20, 23, 59));
    load("/a");
    wait(120);
    hide(true);
    hide(false);
    expect(views()).toHaveLength(1);
    go("/b");
    go("/c");
    expect(views()).toMatchObject([
      { day: TODAY, gap: 0 },
      { day: TODAY + 1, step: 2, gap: 1, previous: "/a" },
      { step: 3, gap: undefined },
    ]);
  });

  test("[A5] by a clock that is set back, by hours or days, is none of a new day, and a clock set right again goes on", () => {
    load("/a");
    for (const hours of [-13, -13 - 72]) {
      vi.setSystemTime(NOW + hours * 3_600_000);
      load("/b", `${location.origin}/a`);
    }
    vi.setSystemTime(NOW + 86_400_000);
    load("/c");
    expect(views().map((view) => "gap" in view && view.gap)).toEqual([0, undefined, undefined, 1]);
    expect(document.cookie).toContain(`kivok_day=${TODAY + 1}`);
  });

  test("[A5] after everything was forgotten is that of a new browser, and of no one else", () => {
    load("/a");
    for (const name of ["kivok_day", "kivok_visit"]) document.cookie = `${name}=; Path=/; Max-Age=0`;
    counting.kept = "";
    go("/b");
    expect(views()[1]).toMatchObject({ path: "/b", step: 1, gap: 0, referrer: "" });
    expect(document.cookie).toBe(`kivok_day=${TODAY}; kivok_visit=1`);
  });

  test("[A4] in another tab is of the same visitor and visit, also where there are no locks", () => {
    expect(navigator).not.toHaveProperty("locks");
    load("/a");
    load("/b");
    expect(views()).toMatchObject([
      { step: 1, gap: 0 },
      { step: 2, gap: undefined },
    ]);
  });

  test("[A5] carries the days since the last active day, by the clock of the site's zone", () => {
    document.cookie = `kivok_day=${TODAY - 5};Path=/`;
    load("/a");
    expect(views()[0]).toMatchObject({ gap: 5 });
    vi.setSystemTime(Date.UTC(2026, 10, 20, 22));
    go("/b");
    load("/c", "", { timeZone: "Europe/Moscow" });
    expect(views().map((view) => "gap" in view && view.gap)).toEqual([5, undefined, 1]);
  });

  test("[A7] is scrubbed, and keeps of the referrer its host", () => {
    load("/orders/123456?email=a@b.example", "https://www.search.example/q?s=1");
    go("/users/anna@example.org");
    expect(views()).toMatchObject([
      { path: "/orders/*", referrer: "www.search.example", campaign: "" },
      { path: "/users/*", previous: "/orders/*" },
    ]);
  });

  test.each([
    ["?utm_source=mail&utm_medium=letter&utm_campaign=spring&name=Anna", "mail/letter/spring"],
    ["?utm_source=mail&utm_campaign=may", "mail//may"],
    ["?utm_source=mail", "mail"],
    ["?utm_term=hats", ""],
    ["?utm_source=mail&utm_campaign=anna%40example.org", ""],
  ])("[A7] at %s has the campaign %s", (search, expected) => {
    load(`/a${search}`);
    expect(views()).toMatchObject([{ path: "/a", campaign: expected }]);
  });

  test("[A5] whose day the collector refused is counted once more, as if it had not been, on the other day", () => {
    const again: unknown[] = [];
    document.cookie = `kivok_day=${TODAY - 5};Path=/`;
    history.replaceState({}, "", "/a");
    start();
    const { send } = counting;
    counting.send = (happening, repeat) => {
      send(happening, repeat);
      again.push(repeat);
    };
    counting.today = () => TODAY - 400;
    see();
    counting.today = () => TODAY;
    (again[0] as () => void)();
    expect(views()).toMatchObject([{ gap: undefined }, { path: "/a", step: 1, gap: 5 }]);
    expect(document.cookie).toContain(`kivok_day=${TODAY}`);
  });

  test("[N17] finds what this visit has sent before, and forgets what an earlier one has", () => {
    history.replaceState({}, "", "/a");
    start();
    counting.kept = 'cut"}\n176400000000012345678{"a":1}\n{"$&":2}\n/count?p=%2F2026';
    see();
    expect([counting.kept, counting.sent]).toEqual(["", []]);
    counting.kept = 'cut"}\n176400000000012345678{"a":1}\n{"$&":2}\n/count?p=%2F2026';
    go("/b");
    expect(counting.sent).toEqual(['{"a":1}', '{"$&":2}', "/count?p=%2F2026"]);
    // Another page has sent something by the time that this one comes back from the back/forward cache.
    counting.kept += '\n{"other":3}';
    see({ persisted: true });
    expect(counting.sent.at(-1)).toBe('{"other":3}');
  });

  test.each(["about:client", "android-app://com.example.mail/"])("is counted with the odd referrer %s", (referrer) => {
    load("/a", referrer);
    expect(views()).toMatchObject([{ path: "/a", step: 1 }]);
  });

  test("[A3] waits until a hidden page is first seen", () => {
    vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    load("/a");
    expect(happened).toEqual([]);
    expect(document.cookie).toBe("");
    hide(false);
    expect(views()).toMatchObject([{ path: "/a", step: 1 }]);
    expect(times()).toEqual([]);
  });

  test("[A3] is one more when the page comes back from the back/forward cache", () => {
    load("/a");
    see({ persisted: true });
    expect(views()).toMatchObject([{ step: 1 }, { path: "/a", step: 2, previous: "/a" }]);
  });
});

describe("visible time", () => {
  test("[A6] is told for each path when the page leaves it, in whole seconds", () => {
    load("/a");
    wait(12.4);
    go("/b");
    wait(3.6);
    hide(true);
    expect(happened.map(({ kind, path }) => `${kind} ${path}`)).toEqual(["view /a", "time /a", "view /b", "time /b"]);
    expect(times()).toMatchObject([{ seconds: 12 }, { seconds: 4 }]);
  });

  test("[A6] leaves out the time for which the page was hidden", () => {
    load("/a");
    wait(5);
    hide(true);
    wait(1000);
    hide(false);
    wait(7);
    hide(true);
    expect(times()).toMatchObject([
      { path: "/a", seconds: 5 },
      { path: "/a", seconds: 7 },
    ]);
    expect(views()).toHaveLength(1);
  });

  test("[A6] is told once, however often the browser says that the page is hidden, and not for less than half a second", () => {
    load("/a");
    wait(0.4);
    hide(true);
    hide(true);
    expect(times()).toEqual([]);
    hide(false);
    wait(2);
    hide(true);
    hide(true);
    expect(times()).toMatchObject([{ seconds: 2 }]);
  });

  test("[A6] goes on while the query changes and the path stays", () => {
    load("/a");
    wait(2);
    go("/a?page=2");
    wait(3);
    hide(true);
    expect(times()).toMatchObject([{ path: "/a", seconds: 5 }]);
  });

  test("[A3] does not include the time in the back/forward cache", () => {
    load("/a");
    wait(2);
    hide(true);
    wait(1000);
    hide(false);
    see({ persisted: true });
    wait(3);
    hide(true);
    expect(times()).toMatchObject([{ seconds: 2 }, { seconds: 3 }]);
  });
});

describe("a withdrawal", () => {
  test("[A1] forgets what is owed, and after it nothing happens", () => {
    load("/a");
    wait(10);
    counting.kept = "\n176400000000012345678{}";
    controller.grant("functional");
    expect(counting.kept).toBe("");
    go("/b");
    hide(true);
    hide(false);
    see({ persisted: true });
    expect(happened).toHaveLength(1);
  });

  test("[A1] counts nothing of the pages that are seen after it, nor the time on them, and the next grant begins anew", () => {
    load("/a");
    controller.grant("functional");
    wait(10);
    go("/b");
    hide(true);
    hide(false);
    wait(10);
    happened = [];
    controller.grant("statistics");
    expect(happened).toMatchObject([{ kind: "view", path: "/b" }]);
    wait(3);
    hide(true);
    expect(times()).toMatchObject([{ path: "/b", seconds: 3 }]);
  });

  test("[A1] of another category leaves memory and counting as they are", () => {
    load("/a");
    controller.grant("statistics", "functional");
    controller.grant("statistics");
    go("/b");
    expect(views()).toMatchObject([{ step: 1 }, { step: 2 }]);
  });
});
