import type { ConfigInput } from "../model/config.js";

/** The tag that is running now; `undefined` in a module. Read once, at start, since it is gone afterwards. */
export const runningTag = (): HTMLScriptElement | null => document.currentScript as HTMLScriptElement | null;

/**
 * What the owner configured: `window.kivokConfig` or the JSON in `#kivok-config`, with the tag's `data-` attributes over it.
 * JSON that cannot be read counts as none: the defaults protect most (the development build says where it is wrong).
 */
export const readSettings = (tag: HTMLScriptElement | null): ConfigInput => {
  const { policy, version, button, ...simple } = tag ? tag.dataset : ({} as DOMStringMap);
  const given = readJson();
  return {
    ...given,
    ...(simple as ConfigInput),
    ...(button && { button: button !== "off" }),
    policy: { ...given.policy, ...(policy && { url: policy }), ...(version && { version }) },
    base: tag ? tag.src.replace(/[^/]*$/, "") : (given.base ?? ""),
  };
};

const readJson = (): ConfigInput => {
  try {
    return (
      (window as { kivokConfig?: ConfigInput }).kivokConfig ||
      (JSON.parse(document.getElementById("kivok-config")?.textContent || "{}") as ConfigInput)
    );
  } catch {
    return {};
  }
};
