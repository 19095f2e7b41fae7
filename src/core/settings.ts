import type { ConfigInput } from "../model/config.js";

/** The tag that is running now; `undefined` in a module. Read once, at start, since it is gone afterwards. */
export const runningTag = (): HTMLScriptElement | null => document.currentScript as HTMLScriptElement | null;

/**
 * What the owner configured: `window.kivokConfig` or the JSON in `#kivok-config`, with the tag's `data-` attributes over it.
 * JSON that cannot be read counts as none: the defaults protect most (the development build says where it is wrong).
 */
export const readSettings = (tag: HTMLScriptElement | null): ConfigInput => {
  const { policy, ...simple } = tag?.dataset ?? {};
  const given = { ...readJson() };
  return {
    ...given,
    ...(simple as ConfigInput),
    policy: { ...given.policy, ...(policy && { url: policy }) },
    // Without a regular expression: the first one of a page takes a tenth of a millisecond.
    base: tag?.src.slice(0, tag.src.lastIndexOf("/") + 1) ?? "",
  };
};

const readJson = /*@__EAGER__*/ (): ConfigInput | null => {
  try {
    const json = document.getElementById("kivok-config");
    return (window as { kivokConfig?: ConfigInput }).kivokConfig || (json && JSON.parse(json.textContent));
  } catch {
    // No JSON.
    return null;
  }
};
