import type { ConfigInput } from "../model/config.js";
import type { Api } from "./api.js";
export type { Category, CategoryName, DeclaredCookie, GuardAction, Text } from "../model/category.js";
export type { Config, ConfigInput } from "../model/config.js";
export type { ConsentRecord } from "../model/consent-record.js";
export type { Api, CookieAttributes, PrefixedAttributes, PrefixedName } from "./api.js";
/**
 * Starts Kivok from a module; importing alone does nothing. Prefer the tag: a module runs after the page's first scripts,
 * so cookies that they write are only found afterwards.
 * Started again, or on a page with the tag, it returns what is there: the first one has it all.
 * On a server it returns an interface on which only `necessary` is granted.
 */
export declare const start: (config?: ConfigInput) => Api;
