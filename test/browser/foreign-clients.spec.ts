import { afterEach, beforeEach, expect, test } from "vitest";
import type { Report } from "../../src/model/report.js";
import { isoDate } from "../../src/server/calendar.js";
import { today } from "../server/beacons.js";
import { type CollectorProcess, startCollectorProcess, temporaryStore } from "../server/collector-process.js";
import { bundle } from "./bundle.js";
import { page, server, setUp } from "./set-up.js";
import { eventually } from "./test-server.js";

/* Plausible's own clients, as they come from npm, on a page of a site that counts with Kivok's collector. */

const PASSWORD = "quiet water lily";
let collector: CollectorProcess;

setUp();

beforeEach(async () => {
  collector = await startCollectorProcess({
    password: PASSWORD,
    data: temporaryStore(),
    sites: [`${server.host}=${server.url}`],
  });
});
afterEach(async () => {
  await collector.stop();
});

const totals = async (): Promise<Report> => {
  const login = await fetch(`${collector.url}/api/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ password: PASSWORD }),
  });
  const Cookie = (login.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
  const [from, to] = [isoDate(today()), isoDate(today() + 1)];
  const reply = await fetch(`${collector.url}/api/report?site=${server.host}&from=${from}&to=${to}`, {
    headers: { Cookie },
  });
  return reply.json();
};

test.each([
  [
    "@plausible-analytics/tracker",
    (domain: string, url: string) => `import { init, track } from "@plausible-analytics/tracker";
     init({ domain: "${domain}", endpoint: "${url}/api/event", captureOnLocalhost: true });
     track("Signup", { props: { plan: "full" }, callback: (result) => { window.answered = result.status; } });`,
    202,
  ],
  [
    "plausible-tracker",
    (domain: string, url: string) => `import Plausible from "plausible-tracker";
     const { trackPageview, trackEvent } = Plausible({ domain: "${domain}", apiHost: "${url}", trackLocalhost: true });
     trackPageview();
     trackEvent("Signup", { props: { plan: "full" }, callback: () => { window.answered = "yes"; } });`,
    "yes",
  ],
])(
  "[C6] a page view and an event of %s are counted, and it gets the answer that it waits for",
  async (name, codeOf, answer) => {
    const statuses: number[] = [];
    page.on("response", (reply) => {
      if (reply.url().endsWith("/api/event")) statuses.push(reply.status());
    });
    await page.goto(`${server.url}/${name.replace(/\W+/g, "-")}`);
    await page.evaluate(await bundle(codeOf(server.host, collector.url)));
    await eventually(async () => expect(await page.evaluate("window.answered")).toBe(answer));
    await eventually(() => expect(statuses.slice(0, 2)).toEqual([202, 202]));
    await eventually(async () => expect((await totals()).totals.views).toBe(1));
    expect((await totals()).totals).toMatchObject({ visits: 0, visitors: 0 });
  },
);
