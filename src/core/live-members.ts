/** Elements that load by themselves, and the properties by which they do. */
export const LOADING = "iframe,link,video,audio,input,source,object,embed,script,img";
export const ADDRESSES: readonly string[] = ["src", "srcset", "data", "poster", "href"];

/** Interfaces whose members may bring something in: all of HTML but links (`<a>`, `<area>`), nodes, ranges. */
export const OWNERS: RegExp = /^(Range|Docu|Node$|Char|HTML[^AB]|Elem|Shad)/;
/** Accessors that take HTML. */
export const MARKUP: RegExp = /erHTML/;
/**
 * Methods that insert nodes or HTML, bring nodes where they load, or set attributes: by how their names begin (`append` and
 * `appendChild`, `before`, `setHTMLUnsafe`, …), so that what browsers add to these families is among them.
 */
export const METHODS: RegExp = /^(rep|adoptN|createC|app|bef|aft|setH|prep|imp|ins|write|setA)/;
/** Of those, the ones that take HTML. */
export const TAKES_HTML: RegExp = /[HFw]/;
