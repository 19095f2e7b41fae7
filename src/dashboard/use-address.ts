import { useCallback, useEffect, useState } from "preact/hooks";
import { type Address, formatAddress, parseAddress } from "./address.js";

/**
 * The settings in the address bar, and how to change some of them. A new site or period can be gone back from;
 * language, theme and the like only replace what is there.
 */
export const useAddress = (): readonly [Address, (change: Partial<Address>) => void] => {
  const [address, setAddress] = useState(() => parseAddress(location.hash, navigator.language));
  useEffect(() => {
    history.replaceState(null, "", formatAddress(parseAddress(location.hash, navigator.language)));
    const follow = (): void => setAddress(parseAddress(location.hash, navigator.language));
    addEventListener("hashchange", follow);
    addEventListener("popstate", follow);
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("popstate", follow);
    };
  }, []);
  const go = useCallback((change: Partial<Address>): void => {
    const next = { ...parseAddress(location.hash, navigator.language), ...change };
    const isPlace = change.period !== undefined || change.site !== undefined || change.view !== undefined;
    history[isPlace ? "pushState" : "replaceState"](null, "", formatAddress(next));
    setAddress(next);
  }, []);
  return [address, go];
};
