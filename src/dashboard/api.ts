import type { Live, Pair, Report, Sites } from "../model/report.js";
import type { Days } from "./period.js";

/** Why a request gave nothing: the status of the answer, or 0 if none came. */
export type Failure = { readonly failed: number };

/** The status that asks for a login. */
export const LOGIN_NEEDED = 401;
/** The status of a login after too many tries. */
export const TOO_MANY_TRIES = 429;

/** Whether a request gave nothing. */
export const isFailure = (answer: object): answer is Failure => "failed" in answer;

/** The sites that the collector counts for. */
export const fetchSites = (signal: AbortSignal): Promise<Sites | Failure> => read("/api/sites", signal);

/** The report of a site over some days. */
export const fetchReport = (site: string, { from, to }: Days, signal: AbortSignal): Promise<Report | Failure> =>
  read(`/api/report?${new URLSearchParams({ site, from, to })}`, signal);

/** Sources by entry page. */
export const fetchPairs = (site: string, { from, to }: Days, signal: AbortSignal): Promise<readonly Pair[] | Failure> =>
  read(`/api/pairs?${new URLSearchParams({ site, from, to })}`, signal);

/** The last 30 minutes of a site. */
export const fetchLive = (site: string, signal: AbortSignal): Promise<Live | Failure> =>
  read(`/api/live?${new URLSearchParams({ site })}`, signal);

/** Asks to log in. The answer's cookie is the session; script never sees it. */
export const logIn = async (password: string): Promise<"in" | (Failure & { readonly attemptsLeft?: number })> => {
  const response = await send("/api/login", { password });
  if (!response) return { failed: 0 };
  if (response.ok) return "in";
  const body: unknown = await response.json().catch(() => null);
  const left = typeof body === "object" && body !== null && "attemptsLeft" in body ? body.attemptsLeft : undefined;
  return { failed: response.status, ...(typeof left === "number" ? { attemptsLeft: left } : {}) };
};

/** Ends the session. */
export const logOut = async (): Promise<void> => {
  await send("/api/logout", {});
};

const send = (path: string, body: object): Promise<Response | undefined> =>
  fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => undefined);

/**
 * Asks for something to read; with the token of a share link, if the address holds one.
 * The collector that answers shipped this very file, so the shape of its answer is taken on trust.
 */
export const read = async <Shape extends object>(path: string, signal: AbortSignal): Promise<Shape | Failure> => {
  try {
    const share = new URLSearchParams(location.hash.slice(1)).get("share");
    const headers = share ? { Authorization: `Bearer ${share}` } : {};
    // An answer that is the same as the last one is not sent again.
    const response = await fetch(path, { signal, headers, cache: "no-cache" });
    return response.ok ? ((await response.json()) as Shape) : { failed: response.status };
  } catch {
    return { failed: 0 };
  }
};
