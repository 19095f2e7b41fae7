import type { WaitingStorage } from "./waiting-storage.js";

/**
 * How the properties of a `localStorage` behave whose entries may wait: as those of an object with named properties do
 * (Web IDL, section 3.9), of which reads are hidden behind the interface's own members, and writes are not.
 */
export const storageTraps = (waiting: WaitingStorage, prototype: object): ProxyHandler<Storage> => {
  const entryOf = (key: string | symbol): string | null =>
    typeof key === "string" && !(key in prototype) ? waiting.read(key) : null;
  return {
    // Members are called on what the page was given, which the guard knows.
    get: (area, key, receiver) => entryOf(key) ?? Reflect.get(area, key, receiver),
    set: (area, key, value, receiver) => {
      if (typeof key === "symbol" || key in prototype) return Reflect.set(area, key, value, receiver);
      waiting.write(key, `${value}`);
      return true;
    },
    has: (area, key) => entryOf(key) !== null || (key in prototype && Reflect.has(area, key)),
    deleteProperty: (area, key) => {
      if (typeof key === "symbol") return Reflect.deleteProperty(area, key);
      if (entryOf(key) !== null) waiting.remove(key);
      return true;
    },
    ownKeys: (area) => [...waiting.keys(), ...Reflect.ownKeys(area).filter((key) => typeof key === "symbol")],
    getOwnPropertyDescriptor: (area, key) => {
      const value = entryOf(key);
      if (value !== null) return { value, writable: true, enumerable: true, configurable: true };
      return typeof key === "symbol" ? Reflect.getOwnPropertyDescriptor(area, key) : undefined;
    },
    defineProperty: (area, key, descriptor) => {
      if (typeof key === "symbol" || !("value" in descriptor)) return Reflect.defineProperty(area, key, descriptor);
      waiting.write(key, `${descriptor.value}`);
      return true;
    },
  };
};
