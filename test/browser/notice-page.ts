import type { BrowserContext, Locator, Page } from "playwright";
import { expect } from "vitest";
import type { ConfigInput } from "../../src/model/config.js";
import type { ConsentRecord } from "../../src/model/consent-record.js";
import { eventually } from "./test-server.js";

/** A configuration in which everything that the notice can say is there, in both languages. */
export const SALON = {
  policy: { url: "/privacy", version: "1" },
  owner: { en: "Linen Salon", ru: "салон «Лён»" },
  thirdParties: [{ en: "the map service", ru: "служба карт" }, "RUTUBE"],
  contact: { email: "privacy@salon.example", address: { en: "1 Quiet Lane, Moscow", ru: "Москва, Тихий переулок, 1" } },
  categories: {
    necessary: { cookies: [{ name: "sid", purpose: { en: "Login", ru: "Вход" }, days: 0 }] },
    functional: {
      limits: { en: "you log in again each time", ru: "входить придётся каждый раз" },
      cookies: [{ name: "seen_*", purpose: { en: "Recognises the browser", ru: "Узнаёт браузер" }, days: 365 }],
    },
    media: {
      title: { en: "Maps and videos", ru: "Карты и видео" },
      purpose: { en: "A third party draws the map.", ru: "Карту рисует сторонняя служба." },
      cookies: [{ name: "map", provider: { en: "the map service", ru: "служба карт" }, days: 30 }],
    },
  },
} satisfies ConfigInput;

/** A page as real ones are: taller than the window, with something to read, to click and to fill in. */
export const CONTENT = `<header><nav aria-label="Main"><a href="#services" id="first">Services</a></nav></header>
<section aria-label="Salon"><h2 id="services">Services</h2>${"<p>Cuts, care and colour in the old town. Book online in a minute: pick a stylist and a time that suits you, and tell us what you would like. We answer within the hour, and you may move or cancel a visit until the evening before. Bring a picture if you have one in mind; our stylists know how to read it.</p>".repeat(12)}
<p><label>Name <input id="field"></label> <button id="opener" type="button" data-kivok="settings">Cookie settings</button>
<a href="#services" id="last">Up</a></p></section>`;

export const WIDE = { width: 1280, height: 800 };
/** The smallest telephone that is still about. */
export const NARROW = { width: 320, height: 568 };

/** The first layer, whichever its layout; several if there were several. */
export const noticeOf = (page: Page): Locator => page.locator("kivok-notice [part~=notice]");
/** The second layer with all of it: what it ends with comes after its first frame. */
export const settingsOf = (page: Page): Locator => page.locator("kivok-notice [part=preferences]:has([part=contact])");
/** A part of the layer that is shown. */
export const partOf = (page: Page, part: string): Locator => page.locator(`kivok-notice [part~=${part}]`);

/** Everything that the browser keeps for the site: cookies, and the keys of both storages. */
export const storedBy = async (visitor: BrowserContext, page: Page): Promise<string[]> => [
  ...(await visitor.cookies()).map(({ name }) => name),
  ...(await page.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)])),
];

/**
 * Waits until the decision in force is as given, everybody has been told of it, and every layer is closed; a decision is made once
 * its file has come.
 */
export const expectRecord = async (page: Page, fields: Partial<ConsentRecord>): Promise<void> => {
  await eventually(async () => expect(await page.evaluate(() => window.kivok.record)).toMatchObject(fields));
  // Before it is told, the cookies are listed and brought in line; what is listed now comes after that.
  await page.evaluate(async () => {
    await window.cookieStore?.getAll().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve));
  });
  await page.locator("kivok-notice").waitFor({ state: "detached" });
};

/** The element that has focus, also inside shadow roots: its id, else its part, else its tag. */
export const focusedIn = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.id || element?.getAttribute("part") || element?.tagName || "";
  });

/** Two frames later, so that everything that an event has set going, but for the network, has happened. */
export const nextFrame = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

/**
 * What can be clicked in an element's shadow root, and is smaller than 24 px in either direction, or than 44 px as a button.
 * A link in a sentence has the height of its line (WCAG 2.2, 2.5.8, "inline").
 */
export const smallTargetsOf = (page: Page, element = "kivok-notice"): Promise<string[]> =>
  page.evaluate((tag) => {
    const targets = [...(document.querySelector(tag)?.shadowRoot?.querySelectorAll("a, button, input, summary") ?? [])];
    if (!targets.length) return ["there is nothing to click"];
    return targets.flatMap((target) => {
      const { width, height } = target.getBoundingClientRect();
      const least = target.tagName === "BUTTON" ? 44 : 24;
      const isInline = target.tagName === "A" && target.parentElement?.tagName === "P";
      const name = target.getAttribute("part") ?? target.getAttribute("name") ?? target.textContent;
      return Math.min(width, height) < least && !isInline ? [`${name} ${width}x${height}`] : [];
    });
  }, element);

/** What the page has thrown, or a promise of it rejected with, since this call. */
export const errorsOf = (page: Page): string[] => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  return errors;
};

/** Everything that makes Accept and Reject look as they do, and where they stand. */
export const pairOf = (page: Page): Promise<{ accept: ButtonLook; reject: ButtonLook }> =>
  page.evaluate(() => {
    const look = (part: string) => {
      const button = document.querySelector("kivok-notice")?.shadowRoot?.querySelector(`[part~=${part}]`) as Element;
      const style = getComputedStyle(button);
      const { x, y, width, height, right, bottom } = button.getBoundingClientRect();
      const isOn = (element: Element | null | undefined) => element === button;
      return {
        tag: button.tagName,
        // Where text wraps is decided in 1/64 px, so two equal shares of a row may differ by one.
        style: Object.fromEntries(
          [...style]
            .filter((name) => !/^(width|inline-size|(perspective|transform)-origin)$/.test(name))
            .map((name) => [name, style.getPropertyValue(name)]),
        ),
        color: style.color,
        background: style.backgroundColor,
        x,
        y,
        width,
        height,
        isInView: x >= 0 && y >= 0 && right <= innerWidth && bottom <= innerHeight,
        // Nothing lies over it where it is clicked.
        isUncovered: isOn(
          document
            .querySelector("kivok-notice")
            ?.shadowRoot?.elementFromPoint(x + width / 2, Math.min(y + height / 2, innerHeight - 1)),
        ),
      };
    };
    return { accept: look("accept"), reject: look("reject") };
  });

/** How a button looks and where it stands, in CSS pixels of the window. */
export type ButtonLook = {
  readonly tag: string;
  readonly style: Readonly<Record<string, string>>;
  readonly color: string;
  readonly background: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isInView: boolean;
  readonly isUncovered: boolean;
};

/** Contrast of two opaque colours as the browser writes them. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export const contrastOf = (one: string, other: string): number => {
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((text) => {
      const channel = Number(text) / 255;
      return channel > 0.04045 ? ((channel + 0.055) / 1.055) ** 2.4 : channel / 12.92;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

type Paints = { readonly shifts: number[]; readonly largest: string[] };

/**
 * Follows, on pages that are opened from now on, layout shifts and the largest contentful paint.
 * @returns asks for the shifts so far, and for the tag of each element that was the largest; `notice`, if it is in a shadow root
 */
export const observePaints = async (page: Page): Promise<() => Promise<Paints>> => {
  await page.addInitScript(() => {
    const seen: Paints = { shifts: [], largest: [] };
    Object.assign(window, { seen });
    const observe = (type: string, take: (entry: { value: number; element: Element | null }) => void): void =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) take(entry as never);
      }).observe({ type, buffered: true });
    observe("layout-shift", ({ value }) => seen.shifts.push(value));
    observe("largest-contentful-paint", ({ element }) => seen.largest.push(element?.tagName ?? "notice"));
  });
  return () => page.evaluate(() => (window as unknown as { seen: Paints }).seen);
};
