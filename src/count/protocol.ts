import type { Counting, Happening } from "./counting.js";

/** A request to another server: its address below the endpoint, and its body, which is the text that is listed as sent. */
export type Told = { readonly at: string; readonly text: string; readonly type?: string };

/**
 * Tells another server in its own protocol. Without uniques, visible time and another try: these servers recognise a
 * visitor by a hash of the address and the browser, which they make themselves, and count twice what comes twice.
 * @param translate what is sent for a view or a custom count
 */
export const speak = (
  counting: Counting,
  translate: (happening: Exclude<Happening, { kind: "time" }>, path: string) => Told,
): void => {
  counting.send = (happening) => {
    if (happening.kind === "time" || happening.bot || !counting.has("statistics")) return;
    const { at, text, type = "text/plain" } = translate(happening, happening.path ?? counting.path);
    counting.sent.push(text || at);
    fetch(counting.config.endpoint + at, {
      method: "POST",
      body: text,
      headers: { "Content-Type": type },
      keepalive: true,
      credentials: "omit",
      referrerPolicy: "no-referrer",
    }).catch(() => {});
  };
};

/** The campaign as the `utm_` keys that it came from, which these servers read from the address. */
export const queryOf = (campaign = ""): string => {
  const query = new URLSearchParams();
  for (const [index, value] of campaign.split("/").entries())
    if (value) query.append(["utm_source", "utm_medium", "utm_campaign"][Math.min(index, 2)] as string, value);
  return `?${query}`.replace(/\?$/, "");
};
