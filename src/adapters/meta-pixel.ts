/*
 * Meta Pixel, consent, read 2026-11-23:
 * https://developers.facebook.com/docs/facebook-pixel/implementation/gdpr
 */
import type { Start } from "../model/controller.js";
import { declareCookies, follow, loadScript } from "./follow.js";

/** The function that Meta's base code leaves, with the queue that its script takes over. */
type Fbq = {
  (...command: unknown[]): void;
  callMethod?: (...command: unknown[]) => void;
  push: Fbq;
  loaded: boolean;
  version: string;
  queue: unknown[][];
};

/**
 * With an `id`, loads the pixel on a grant and counts the page; without one, tells the pixel of the page's own tag, which
 * waits for the category. A withdrawal revokes, a new grant grants again.
 */
export const start: Start<{ readonly id?: string; readonly category?: string }> = (
  controller,
  { id, category = "marketing" } = {},
) => {
  declareCookies(controller, category, "Meta", { _fbp: 90, _fbc: 90 });
  const page = window as { fbq?: Fbq; _fbq?: Fbq };
  let isLoaded = false;
  follow(controller, () => {
    const isGranted = controller.has(category);
    if (!isGranted || !id || isLoaded) {
      page.fbq?.("consent", isGranted ? "grant" : "revoke");
      return;
    }
    isLoaded = true;
    if (!page.fbq) {
      page._fbq = page.fbq = createQueue();
      loadScript("https://connect.facebook.net/en_US/fbevents.js");
    }
    page.fbq("consent", "grant");
    page.fbq("init", id);
    page.fbq("track", "PageView");
  });
};

const createQueue = (): Fbq => {
  const fbq: Fbq = Object.assign(
    (...command: unknown[]) => {
      if (fbq.callMethod) fbq.callMethod(...command);
      else fbq.queue.push(command);
    },
    { loaded: true, version: "2.0", queue: [] },
  ) as unknown as Fbq;
  fbq.push = fbq;
  return fbq;
};
