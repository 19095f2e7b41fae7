import { useCallback, useEffect, useState } from "preact/hooks";
import type { Sites } from "../model/report.js";
import { fetchSites, isFailure, LOGIN_NEEDED } from "./api.js";

/** Who is looking: nobody knows yet, somebody who has to log in, the owner, or nobody because of a failure. */
export type SitesState =
  | { readonly is: "asked" }
  | { readonly is: "locked" }
  | { readonly is: "open"; readonly sites: Sites }
  | { readonly is: "failed"; readonly failed: number };

/** The sites of the collector. Asking for them shows at the same time whether a session exists. */
export const useSites = (): {
  readonly state: SitesState;
  readonly ask: () => void;
  /** Forgets everything and asks for the password. Stays the same function, so that effects may depend on it. */
  readonly lock: () => void;
} => {
  const [state, setState] = useState<SitesState>({ is: "asked" });
  const ask = useCallback(async (): Promise<void> => {
    const answer = await fetchSites(new AbortController().signal);
    if (!isFailure(answer)) setState({ is: "open", sites: answer });
    else setState(answer.failed === LOGIN_NEEDED ? { is: "locked" } : { is: "failed", failed: answer.failed });
  }, []);
  const lock = useCallback((): void => setState({ is: "locked" }), []);
  useEffect(() => void ask(), [ask]);
  return { state, ask, lock };
};
