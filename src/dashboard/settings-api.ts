import type { Dimension, FetchedPage, Settings, SiteSettings, TokenEntry } from "../model/report.js";
import { type Failure, isFailure, read } from "./api.js";
import type { Days } from "./period.js";

/** Why a change was not made: the status, and what the collector says is wrong. */
export type Refusal = Failure & { readonly message: string };

/** Sites and tokens. */
export const fetchSettings = (signal: AbortSignal): Promise<Settings | Failure> => read("/api/settings", signal);

/** Declares a site, or changes it. Without anything but a name, the collector's defaults. */
export const saveSite = ({
  site,
  origins,
  timeZone,
  retentionDays,
  k,
}: Omit<SiteSettings, "isFixed">): Promise<Settings | Refusal> =>
  change("PUT", `/api/sites/${encodeURIComponent(site)}`, { origins, timeZone, retentionDays, k });

/** Deletes a site with all that was counted for it. */
export const deleteSite = (site: string): Promise<Settings | Refusal> =>
  change("DELETE", `/api/sites/${encodeURIComponent(site)}`);

/** Deletes all that was counted on some days. */
export const deleteDays = (site: string, { from, to }: Days): Promise<{ removed: boolean } | Refusal> =>
  change("DELETE", `/api/counters?${new URLSearchParams({ site, from, to })}`);

/** Deletes one value on every day. */
export const deleteValue = (
  site: string,
  dimension: Dimension,
  value: string,
): Promise<{ counters: number } | Refusal> =>
  change("DELETE", `/api/values?${new URLSearchParams({ site, dimension, value })}`);

/** Makes a share link of a site, or an API token for all of them. */
export const makeToken = (name: string, site?: string): Promise<(TokenEntry & { token: string }) | Refusal> =>
  change("POST", "/api/tokens", site === undefined ? { name } : { name, site });

/** Revokes a share link or a token. */
export const revokeToken = (id: string): Promise<object | Refusal> =>
  change("DELETE", `/api/tokens/${encodeURIComponent(id)}`);

/** Takes in an export. */
export const importFile = async (site: string, file: File): Promise<object | Refusal> =>
  send("POST", `/api/import?${new URLSearchParams({ site })}`, await file.text());

/** The first page of a site, as the collector gets it. */
export const fetchPage = (site: string): Promise<FetchedPage | Refusal> =>
  change("GET", `/api/page?${new URLSearchParams({ site })}`);

/** Where a download comes from. */
export const downloadOf = (kind: "report.csv" | "export", site: string, { from, to }: Days): string =>
  `/api/${kind}?${new URLSearchParams({ site, from, to })}`;

/** Whether a change was refused. */
export const isRefusal = (answer: object): answer is Refusal => isFailure(answer);

const change = <Shape extends object>(method: string, path: string, body?: object): Promise<Shape | Refusal> =>
  send(method, path, body && JSON.stringify(body));

const send = async <Shape extends object>(method: string, path: string, body?: string): Promise<Shape | Refusal> => {
  try {
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    const answer = await fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
    const json: unknown = await answer.json().catch(() => ({}));
    if (answer.ok) return json as Shape;
    return { failed: answer.status, message: (json as { message?: string }).message ?? "" };
  } catch {
    return { failed: 0, message: "" };
  }
};
