import { expect, test } from "vitest";
import arabic from "../../src/ui/messages/ar.json" with { type: "json" };
import { english } from "../../src/ui/messages/en.js";
import { englishExtra } from "../../src/ui/messages/en-extra.js";
import russian from "../../src/ui/messages/ru.json" with { type: "json" };
import { CONTENT, expectRecord, focusedIn, noticeOf, partOf, SALON, settingsOf, WIDE } from "./notice-page.js";
import { page, server, setUp, visitor } from "./set-up.js";
import { eventually } from "./test-server.js";

setUp({ viewport: WIDE, reducedMotion: "reduce" });

const FRAME =
  '<iframe data-category="media" data-src="/map" data-service="rutube" title="Map" width="500" height="300"></iframe>';

const open = async (config: object = {}): Promise<void> => {
  server.page("/", { config: { ...SALON, ...config }, body: CONTENT + FRAME });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
};
/** Goes on by the tab key until a part, an id or a tag has focus; fails when it comes round without. */
const tabTo = async (name: string): Promise<void> => {
  const passed: string[] = [];
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press("Tab");
    const now = await focusedIn(page);
    if (now === name) return;
    passed.push(now);
  }
  expect.unreachable(`no ${name} after ${passed.join(", ")}`);
};

/** What screen readers are told of everything that has a name, in Chromium's own accessibility tree: role, name and states. */
const told = async (roles: readonly string[]): Promise<string[]> => {
  const session = await visitor.newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  // They come level by level; read they are one after the other.
  const inOrder = (id: string): typeof nodes => {
    const node = byId.get(id);
    return node ? [node, ...(node.childIds ?? []).flatMap(inOrder)] : [];
  };
  return inOrder(nodes[0]?.nodeId ?? "").flatMap(({ ignored, role, name, description, properties = [] }) => {
    if (ignored || !roles.includes(role?.value)) return [];
    const states = properties.flatMap(({ name: state, value }) =>
      /^(checked|expanded|modal)$/.test(state) ? [`${state}=${value.value}`] : [],
    );
    return [[role?.value, name?.value, ...states, ...(description?.value ? ["described"] : [])].join(" ")];
  });
};

test("[N9] with the keyboard alone everything is reached, worked and left: notice, settings, floating button, placeholder", async () => {
  await open();
  await page.locator("kivok-placeholder [part~=card]").waitFor();
  await tabTo("settings quiet");
  await page.keyboard.press("Enter");
  await settingsOf(page).waitFor();
  const stops: string[] = [];
  for (let step = 0; step < 14; step++) {
    await page.keyboard.press("Tab");
    stops.push(await focusedIn(page));
  }
  expect(stops).toEqual([
    "close quiet",
    "SUMMARY",
    ...Array(3).fill(["switch", "SUMMARY"]).flat(),
    "A",
    "policy",
    "accept plain",
    "reject plain",
    "save",
    // The browser's own controls, and round again.
    "BODY",
  ]);
  await tabTo("SUMMARY");
  await page.keyboard.press("Enter");
  expect(await settingsOf(page).locator("details").first().getAttribute("open")).toBe("");
  await tabTo("switch");
  await page.keyboard.press("Space");
  expect(await page.getByRole("switch", { name: "Functional" }).isChecked()).toBe(true);
  await tabTo("save");
  await page.keyboard.press("Enter");
  await expectRecord(page, { granted: ["functional"], how: "settings" });

  await page.locator("kivok-button button").waitFor();
  await tabTo("wayback");
  await page.keyboard.press("Enter");
  await settingsOf(page).waitFor();
  await tabTo("receipt quiet");
  await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  await page.keyboard.press("Escape");
  await settingsOf(page).waitFor({ state: "detached" });
  await eventually(async () => expect(await focusedIn(page)).toBe("wayback"));

  await page.keyboard.press("Shift+Tab");
  expect(await focusedIn(page)).toBe("allow plain");
  await page.keyboard.press("Shift+Tab");
  expect(await focusedIn(page)).toBe("once plain");
  await page.keyboard.press("Enter");
  await page.locator("iframe[src]").waitFor();
  await eventually(async () => expect(await focusedIn(page)).toBe("IFRAME"));
  expect(await page.evaluate(() => window.kivok.has("media"))).toBe(false);
});

test("[N9] the guardian step is answered, and left, with the keyboard alone", async () => {
  await open({ guardian: { age: 14 } });
  await tabTo("accept");
  await page.keyboard.press("Enter");
  await partOf(page, "guardian").waitFor();
  const stops: string[] = [];
  for (let step = 0; step < 5; step++) {
    await page.keyboard.press("Tab");
    stops.push(await focusedIn(page));
  }
  expect(stops).toEqual(["policy", "self", "parent", "reject", "back quiet"]);
  await page.keyboard.press("Enter");
  await eventually(async () => expect(await focusedIn(page)).toBe("accept"));
  await page.keyboard.press("Enter");
  await partOf(page, "guardian").waitFor();
  await tabTo("parent");
  await page.keyboard.press("Space");
  await expectRecord(page, { how: "guardian" });
});

/** Every name that a screen reader says, by language: from the files of the languages, but for the owner's texts. */
const SPOKEN = [
  { language: "en", words: { ...english, ...englishExtra }, map: "Map: RUTUBE", media: "Maps and videos" },
  { language: "ru", words: russian, map: "Map: RUTUBE", media: "Карты и видео" },
  // An owner's text in another language keeps its own direction.
  { language: "ar", words: arabic, map: "Map: \u2068RUTUBE\u2069", media: "\u2068Maps and videos\u2069" },
];

test.each(SPOKEN)(
  "[N9] screen readers are told names, roles and states of every control: $language",
  async ({ language, words, map, media }) => {
    await open({ language });
    await page.locator("kivok-placeholder [part~=card]").waitFor();
    const CONTROLS = ["region", "dialog", "figure", "button", "switch", "link", "DisclosureTriangle"];
    const cookies = (count: number) => words.cookies.replace("{}", `${count}`);
    await eventually(async () => {
      const controls = await told(CONTROLS);
      expect(controls.slice(0, 5)).toEqual([
        `region ${words.title}`,
        `link ${words.policy}`,
        `button ${words.accept}`,
        `button ${words.reject}`,
        `button ${words.settings}`,
      ]);
      expect(controls.slice(-3)).toEqual([
        `figure ${map} described`,
        `button ${words.once} described`,
        `button ${words.allow} described`,
      ]);
    });
    await page.evaluate(() => window.kivok.accept(["statistics"]));
    await page.locator("kivok-button button").waitFor();
    await eventually(async () => expect(await told(["button"])).toContain(`button ${words.preferences}`));
    await page.locator("kivok-button button").click();
    await settingsOf(page).waitFor();
    await settingsOf(page).locator("summary").nth(1).click();
    const settings = (isFunctional: boolean): string[] => [
      `dialog ${words.preferences} modal=true`,
      `button ${words.close}`,
      `DisclosureTriangle ${cookies(2)} expanded=false`,
      `switch ${words.functional} checked=${isFunctional}`,
      `DisclosureTriangle ${cookies(1)} expanded=true`,
      `switch ${words.statistics} checked=true`,
      `DisclosureTriangle ${cookies(2)} expanded=false`,
      `switch ${media} checked=false`,
      `DisclosureTriangle ${cookies(1)} expanded=false`,
      "link privacy@salon.example",
      `link ${words.policy}`,
      `button ${words.receipt}`,
      `button ${words.accept}`,
      `button ${words.reject}`,
      `button ${words.save}`,
    ];
    await eventually(async () => expect(await told(CONTROLS)).toEqual(settings(false)));
    for (const isFunctional of [true, false]) {
      await settingsOf(page).locator("input").first().press("Space");
      await eventually(async () => expect(await told(CONTROLS)).toEqual(settings(isFunctional)));
    }
  },
);
