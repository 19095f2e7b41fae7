import { guardRealms, wrap } from "./realms.js";
import { storageTraps } from "./storage-traps.js";
import { createWaitingStorage, type NativeStorage, type WaitingStorage, waitingKey } from "./waiting-storage.js";

/** The `localStorage` of one realm: the browser's own object, and what the page is given for it. */
type Guarded = { readonly area: Storage; readonly shown: Storage; readonly waiting: WaitingStorage };

/** Marks a realm whose storage is guarded, for every Kivok that can reach it. */
const GUARDED = Symbol.for("kivok.storage");

/**
 * Lets what scripts write to `localStorage` wait in `sessionStorage` until it may be kept (`guard.storage`). To scripts it
 * looks like `localStorage` all along: methods, properties, enumeration, `clear`, `storage` events, errors of the quota.
 * What was there before stays, and can be read and removed. Out of reach: properties of a `localStorage` object that was kept
 * from before the tag; its methods are guarded.
 * @param isPersistent whether entries may be kept now
 * @returns moves what waits to where it was to be, if it may be kept now
 */
export const guardStorage = (isPersistent: () => boolean): (() => void) => {
  /** By the browser's own object, and by what stands for it. */
  const guarded = new WeakMap<object, Guarded>();

  guardRealms((realm) => {
    const { prototype } = realm.Storage;
    // A frame with a tag of its own: the first guard has it all.
    if (GUARDED in realm.Storage) return;
    Object.defineProperty(realm.Storage, GUARDED, { value: true });
    const native = nativesOf(prototype);
    const guard = (area: Storage): Guarded => {
      const waiting = createWaitingStorage(native(area), native(realm.sessionStorage), isPersistent);
      const made = { area, waiting, shown: new Proxy(area, storageTraps(waiting, prototype)) };
      guarded.set(area, made).set(made.shown, made);
      return made;
    };
    const show = (area: Storage | null): Storage | null =>
      area && area !== realm.sessionStorage ? (guarded.get(area) ?? guard(area)).shown : area;
    const replace = (
      name: string,
      part: "get" | "value",
      run: (waiting: WaitingStorage, given: unknown[]) => unknown,
    ) =>
      wrap(prototype, name, part, (target, self, given) => {
        const found = guarded.get(self as object);
        // With too few arguments, or on another kind of object, the browser throws its own error.
        if (found && given.length >= target.length) return run(found.waiting, given);
        const own = name === "clear" && self === realm.sessionStorage && guardedIn(realm, guarded);
        return own ? own.waiting.clearSession() : Reflect.apply(target, found?.area ?? self, given);
      });

    replace("getItem", "value", ({ read }, [key]) => read(`${key}`));
    replace("setItem", "value", ({ write }, [key, value]) => write(`${key}`, `${value}`));
    replace("removeItem", "value", ({ remove }, [key]) => remove(`${key}`));
    replace("clear", "value", ({ keys, remove }) => keys().forEach(remove));
    replace("key", "value", ({ keys }, [index]) => keys()[(index as number) >>> 0] ?? null);
    replace("length", "get", ({ keys }) => keys().length);
    for (const [owner, name] of [
      [realm, "localStorage"],
      [realm.StorageEvent.prototype, "storageArea"],
    ] as const)
      wrap(owner, name, "get", (target, self, given) => show(Reflect.apply(target, self, given) as Storage | null));

    // What another page of the tab lets wait is an event of `sessionStorage` to the browser, and of `localStorage` to the page.
    realm.addEventListener("storage", (event) => {
      const key = event.storageArea === realm.sessionStorage ? waitingKey(event.key ?? "") : undefined;
      const own = guardedIn(realm, guarded);
      if (key === undefined || !own) return;
      event.stopImmediatePropagation();
      const { oldValue, url } = event;
      // What is gone from there may only have moved, of which the browser tells as well.
      const newValue = event.newValue ?? own.waiting.read(key);
      if (newValue !== oldValue)
        realm.dispatchEvent(new realm.StorageEvent("storage", { key, oldValue, newValue, url, storageArea: own.area }));
    });
    guardedIn(realm, guarded);
  }, ignore);

  return () => guardedIn(window, guarded)?.waiting.move();
};

/** The guard of cookies follows what is added to the page. */
const ignore = (): void => {};

/** The storage of a realm, guarded by the first look at it; nothing where the browser refuses storage, which throws. */
const guardedIn = (realm: Window, guarded: WeakMap<object, Guarded>): Guarded | undefined => {
  try {
    return guarded.get(realm.localStorage);
  } catch {
    return undefined;
  }
};

/** The methods of a storage area as they are now, for any area. */
const nativesOf = (prototype: Storage): ((area: Storage) => NativeStorage) => {
  const { getItem, setItem, removeItem, key } = prototype;
  const length = Object.getOwnPropertyDescriptor(prototype, "length") as { get: () => number };
  return (area) => ({
    getItem: getItem.bind(area),
    setItem: setItem.bind(area),
    removeItem: removeItem.bind(area),
    key: key.bind(area),
    get length() {
      return length.get.call(area);
    },
  });
};
