import type { Counting, Happening } from "./counting.js";

/**
 * A request to another server: its address below the endpoint, and its body, which is the text that is listed as sent.
 */
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
    const sent = text || at;
    counting.sent.push(sent);
    counting.keep((lines) => `${lines}\n${sent}`);
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

/**
 * The address that is counted, with the campaign as the `utm_` keys that it came from: these servers read them from the
 * query, which comes before a route in the hash.
 * @param path as it is counted: `/path#/route?key=value`
 */
export const addressWith = (path: string, campaign = ""): URL => {
  const address = new URL(location.origin + path.replace(/(#[^?]*)(.*)/, "$2$1"));
  const [source, medium, ...rest] = campaign.split("/");
  for (const [key, value] of Object.entries({ source, medium, campaign: rest.join("/") }))
    if (value) address.searchParams.append(`utm_${key}`, value);
  return address;
};
