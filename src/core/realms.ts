type Realm = Window & typeof globalThis;
/** Follows changes of children below a document or shadow root: the one observer there is, since each costs. */
export type OnMutation = (records: readonly MutationRecord[], root: Document | ShadowRoot) => void;
type Apply = (target: (...given: never[]) => unknown, self: unknown, given: unknown[]) => unknown;

/**
 * Puts a function in the way of an accessor or method, which keeps its name, length and errors. Does nothing where there is
 * none, or where the page has frozen it.
 */
export const wrap = /*@__EAGER__*/ (
  owner: object | undefined,
  name: string,
  part: "get" | "set" | "value",
  apply: Apply,
): void => {
  const descriptor = owner && Object.getOwnPropertyDescriptor(owner, name);
  if (descriptor?.[part])
    Reflect.defineProperty(owner as object, name, { ...descriptor, [part]: new Proxy(descriptor[part], { apply }) });
};

/** Hands on what an accessor or method gives. */
const listen = (owner: object | undefined, name: string, part: "get" | "value", take: (result: never) => void): void =>
  wrap(owner, name, part, (target, self, given) => {
    const result = Reflect.apply(target, self, given);
    take(result as never);
    return result;
  });

/**
 * Runs `guard` in this page's realm at once, and in the realm of each same-origin frame and window that can be reached, before
 * any script of it where browsers allow that (browser-facts.md, F1 to F7). What stays open: `<embed>`, and `window[n]` in the
 * very task in which a frame with an address is inserted.
 * @param onMutation is told what changes in any of them
 */
export const guardRealms = (guard: (realm: Realm) => void, onMutation: OnMutation): void => {
  /** Documents that are watched, and realms by their `Document`: a window stays the same when it is navigated. */
  const guarded = new WeakSet<object>();

  /** Guards the realm of a window or document. @returns whether there is another document than `left`, or none that can be seen */
  const visit = (reached: Document | Window | null, left?: unknown): boolean => {
    try {
      const realm = ((reached as Document).defaultView ?? reached) as Realm;
      if (!guarded.has(realm.document)) {
        // The first navigation of a frame keeps the realm and brings another document.
        if (!guarded.has(realm.Document)) enter(realm);
        watch(realm.document);
        realm.addEventListener("pagehide", ({ persisted, target }) => {
          // Looks until the next document is there, mostly in a fresh realm: none comes to a frame that was removed, nor to
          // one whose whole page the back/forward cache keeps.
          const look = (): unknown => persisted || realm.closed || visit(realm, target) || setTimeout(look);
          look();
        });
      }
      return realm.document !== left;
    } catch {
      // None, or of another origin: that one throws whenever it is touched.
      return true;
    }
  };

  const watch = /*@__EAGER__*/ (root: Document | ShadowRoot): void => {
    guarded.add(root);
    // Frames without an address are there as soon as they are inserted, and say so at once.
    root.addEventListener("load", ({ target }) => visit((target as HTMLIFrameElement).contentWindow), true);
    new MutationObserver((records) => {
      // A document's live list, which the browser keeps, costs nothing to look at after each change; a query would.
      for (const frame of (root as Document).getElementsByTagName?.("iframe") || root.querySelectorAll("iframe"))
        visit(frame.contentWindow);
      onMutation(records, root);
    }).observe(root, { childList: true, subtree: true });
  };

  const enter = /*@__EAGER__*/ (realm: Realm): void => {
    guarded.add(realm.Document);
    // A property of the document's own, put there before the tag, would be a way around.
    Reflect.deleteProperty(realm.document, "cookie");
    guard(realm);
    for (const frame of ["IFrame", "Frame", "Object"] as const)
      for (const name of ["Window", "Document"])
        listen(realm[`HTML${frame}Element`]?.prototype, `content${name}`, "get", visit);
    listen(realm.Element.prototype, "attachShadow", "value", watch);
    listen(realm, "open", "value", visit);
  };
  enter(window as Realm);
  watch(document);
};
