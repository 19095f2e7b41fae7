/** Elements that load by themselves, and the properties by which they do. */
export const LOADING = "img,script,embed,source,iframe,input,link,audio,video,object";
export const ADDRESSES: readonly string[] = ["src", "srcset", "data", "poster", "href"];

/** Interfaces whose members may bring something in: all of HTML but links (`<a>`, `<area>`), nodes, ranges. */
export const OWNERS: RegExp = /^(HTML[^AB]|Node$|Elem|Docu|Range|Shad|Char)/;
/** Accessors that take HTML. */
export const MARKUP: RegExp = /erHTML/;
/**
 * Methods that insert nodes or HTML, bring nodes where they load, or set attributes: by how their names begin (`append` and
 * `appendChild`, `before`, `setHTMLUnsafe`, …), so that what browsers add to these families is among them.
 */
export const METHODS: RegExp = /^(app|prep|bef|aft|ins|rep|adoptN|imp|createC|write|setH|setA)/;
/** Of those, the ones that take HTML. */
export const TAKES_HTML: RegExp = /[HFw]/;
