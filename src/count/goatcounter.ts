import type { More } from "./counting.js";
import { addressWith, speak } from "./protocol.js";

/**
 * `kivok-count-goatcounter.js`: tells a GoatCounter server, whose address names the site. It takes everything in the
 * query.
 * @see https://www.goatcounter.com/help/pixel
 */
export const start: More<undefined> = (counting) =>
  speak(counting, (happening, path) => {
    const isView = happening.kind === "view";
    const told = new URLSearchParams({ p: isView ? path : `${happening.name}` });
    if (!isView) told.set("e", "true");
    else {
      if (happening.referrer) told.set("r", happening.referrer);
      if (happening.campaign) told.set("q", addressWith("", happening.campaign).search);
    }
    return { at: `/count?${told}`, text: "" };
  });
