type Realm = Window & typeof globalThis;
/** Follows changes of children below a document or shadow root: the one observer there is, since each costs. */
export type OnMutation = (records: readonly MutationRecord[], root: Document | ShadowRoot) => void;
type Apply = (target: (...given: never[]) => unknown, self: unknown, given: unknown[]) => unknown;

/** Puts a function in the way of an accessor or method, which keeps its name, length and errors; nothing where there is none. */
export const wrap = (owner: object | undefined, name: string, part: "get" | "set" | "value", apply: Apply): void => {
  const descriptor = owner && Object.getOwnPropertyDescriptor(owner, name);
  if (descriptor?.[part])
    Object.defineProperty(owner, name, { ...descriptor, [part]: new Proxy(descriptor[part], { apply }) });
};

/** Hands on what an accessor or method gives. */
const listen = (owner: object, name: string, part: "get" | "value", take: (result: never) => void): void =>
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
  /** Realms by their `Document` (a window stays the same when it is navigated), and the documents and roots that are watched. */
  const guarded = new WeakSet<object>();

  /** Guards the realm of a window or document. @returns nothing if it was guarded, true if it is now or cannot be */
  const visit = (reached: Document | Window | null): true | undefined => {
    try {
      const realm = ((reached as Document).defaultView ?? reached) as Realm;
      const isKnown = guarded.has(realm.Document);
      if (!isKnown) enter(realm);
      // The first navigation of a frame keeps the realm and brings another document.
      watch(realm.document);
      if (isKnown) return;
      realm.addEventListener("pagehide", () => chase(realm));
    } catch {
      // None, or of another origin: that one throws whenever it is touched.
    }
    return true;
  };

  /** A frame that is navigated gets a fresh realm: looks for it until it is there. */
  const chase = (realm: Realm): unknown => setTimeout(() => realm.closed || visit(realm) || chase(realm));

  const watch = (root: Document | ShadowRoot): void => {
    if (guarded.has(root)) return;
    guarded.add(root);
    // Frames without an address are there as soon as they are inserted, and say so at once.
    root.addEventListener("load", ({ target }) => visit((target as HTMLIFrameElement).contentWindow), true);
    // A document's live list costs nothing to look at after each change; a query would.
    const frames = (root as Document).getElementsByTagName?.("iframe");
    new MutationObserver((records) => {
      for (const frame of frames || root.querySelectorAll("iframe")) visit(frame.contentWindow);
      onMutation(records, root);
    }).observe(root, { childList: true, subtree: true });
  };

  const enter = (realm: Realm): void => {
    guarded.add(realm.Document);
    // A property of the document's own, put there before the tag, would be a way around.
    Reflect.deleteProperty(realm.document, "cookie");
    guard(realm);
    for (const frame of ["IFrame", "Frame", "Object"] as const)
      for (const name of ["Window", "Document"])
        listen(realm[`HTML${frame}Element`].prototype, `content${name}`, "get", visit);
    listen(realm.Element.prototype, "attachShadow", "value", watch);
    listen(realm, "open", "value", visit);
  };
  enter(window);
  watch(document);
};
