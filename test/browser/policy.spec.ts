import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CONTENT, errorsOf, expectRecord, noticeOf, pairOf, partOf, SALON, settingsOf } from "./notice-page.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp();

const REST = "style-src 'self'; img-src 'self'; connect-src 'self'";
const TRUSTED = "require-trusted-types-for 'script'; trusted-types 'none'";
const STRICT = `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; ${REST}; ${TRUSTED}`;
const DIST = new URL("../../dist/", import.meta.url);

const hashOf = (text: string | Buffer): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
const hashOfFile = (file: string): string => hashOf(readFileSync(new URL(file, DIST)));
/** What `strict-dynamic` needs beside the tag's hash: those of the files that the tag imports, told by an import map. */
const IMPORTED = readdirSync(DIST).filter((file) => /^kivok-.*\.js$/.test(file));
const importMap = (): string =>
  JSON.stringify({ integrity: Object.fromEntries(IMPORTED.map((file) => [`/${file}`, hashOfFile(file)])) });

/** The tag, and what stands before it. */
const tagOf = (build: string, attributes = "", before = ""): string =>
  `${before}<script src="/${build}" data-policy="/privacy" ${attributes}></script>`;

test.each([
  { name: "the strict policy, with a nonce", policy: STRICT, tag: tagOf("kivok.js", 'nonce="n"') },
  {
    name: "the strict policy, with the tag that holds services back",
    policy: STRICT,
    tag: tagOf("kivok-services.js", 'nonce="n"'),
  },
  {
    name: "the strict policy, with the tag that guards storage",
    policy: STRICT,
    tag: tagOf("kivok-storage.js", 'nonce="n"'),
  },
  {
    name: "a policy of hashes",
    policy: `default-src 'none'; script-src '${hashOfFile("kivok.js")}' 'self'; ${REST}; ${TRUSTED}`,
    tag: tagOf("kivok.js", `integrity="${hashOfFile("kivok.js")}"`),
  },
  {
    name: "a policy of hashes with `strict-dynamic`, and an import map",
    policy: `default-src 'none'; script-src ${[hashOf(importMap()), hashOfFile("kivok.js"), ...IMPORTED.map(hashOfFile)]
      .map((hash) => `'${hash}'`)
      .join(" ")} 'strict-dynamic'; ${REST}; ${TRUSTED}`,
    tag: tagOf("kivok.js", `integrity="${hashOfFile("kivok.js")}"`, `<script type="importmap">${importMap()}</script>`),
  },
  {
    name: "a policy of hosts",
    policy: `default-src 'none'; script-src 'self'; ${REST}; ${TRUSTED}`,
    tag: tagOf("kivok.js"),
  },
  { name: "a policy of one line", policy: "default-src 'self'", tag: tagOf("kivok.js") },
])(
  "[N12] nothing violates $name, from the first notice to the floating button, in another language, with every part that can be turned on",
  async ({ policy, tag }) => {
    const violations: string[] = [];
    const errors = errorsOf(page);
    await visitor.exposeFunction("violated", (what: string) => violations.push(what));
    await page.addInitScript(() =>
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
        (window as unknown as { violated: (what: string) => void }).violated(
          `${violatedDirective} ${blockedURI} ${sample}`,
        ),
      ),
    );
    // The frame's own icon is the harness's, not Kivok's: a policy without `data:` refuses it.
    const ofKivok = () => violations.filter((what) => !/^img-src data/.test(what));
    server.page("/", {
      config: {
        ...SALON,
        language: "ru",
        endpoint: server.url,
        accent: "#8a3b52",
        guardian: { age: 14 },
        receipts: true,
        decisions: true,
        browserId: true,
        services: [{ name: "Media", category: "media", match: ["media.example"] }],
      },
      tag: 'type="text/plain"',
      head: tag,
      body: `${CONTENT}<iframe data-category="media" data-src="/map" data-picture="/map.png" title="Map" width="400" height="300"></iframe>
        <div data-kivok="declaration"></div>`,
      headers: { "Content-Security-Policy": policy },
    });
    await page.goto(server.url);
    await noticeOf(page).waitFor();
    expect(await noticeOf(page).getByRole("heading").textContent()).toBe("Мы используем файлы cookie");
    // The style sheet is in force.
    expect((await pairOf(page)).accept.height).toBe(44);
    await page.locator(".kivok-declaration").waitFor();
    await page.locator("kivok-placeholder [part~=card]").waitFor();

    await partOf(page, "settings").click();
    await settingsOf(page).waitFor();
    for (const summary of await settingsOf(page).locator("summary").all()) await summary.click();
    await page.getByRole("switch", { name: "Статистика" }).check();
    await page.getByRole("switch", { name: "Функциональные" }).check();
    await partOf(page, "save").click();
    await partOf(page, "guardian").waitFor();
    await partOf(page, "self").click();
    await expectRecord(page, { granted: ["functional", "statistics"] });
    await eventually(() => {
      expect(
        server.beacons
          .read()
          .map(({ kind }) => kind)
          .sort(),
      ).toEqual(["decision", "view"]);
      expect(server.requests).toEqual(expect.arrayContaining(["/receipt", "/kivok-browser-id.js"]));
    });

    await page.locator("kivok-button button").click();
    const [record] = await Promise.all([page.waitForEvent("download"), partOf(page, "receipt").click()]);
    expect(record.suggestedFilename()).toMatch(/\.json$/);
    await settingsOf(page).getByRole("button", { name: "Отклонить все" }).click();
    await expectRecord(page, { granted: [] });
    await page.reload();
    await page.locator("kivok-button button").waitFor();
    // The listener works: a violation of the page's own is reported, and it is the only one.
    await page.evaluate(() =>
      document.head.append(Object.assign(document.createElement("style"), { textContent: "p{}" })),
    );
    await eventually(() => expect(ofKivok()).toEqual([expect.stringMatching(/^style-src/)]));
    expect(errors).toEqual([]);
  },
);
