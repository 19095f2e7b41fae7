import type { CategoryName } from "../model/category.js";
import type { CoreConfig } from "../model/config.js";

/**
 * What the visitor has granted in the application that shows the page (M13), or `undefined` where none has asked: by the
 * configuration, else by the page's address. The address counts only in a browser that carries the application's own
 * name, since anybody can send a link.
 */
export const applicationDecision = ({ decision, webView }: CoreConfig): readonly CategoryName[] | undefined =>
  decision ||
  (webView?.parameter && webView.userAgent && navigator.userAgent.includes(webView.userAgent)
    ? new URLSearchParams(location.search).get(webView.parameter)?.split(",")
    : undefined);
