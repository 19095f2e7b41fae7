import type { FetchedPage } from "../model/report.js";

/** Milliseconds in which a page has to be there. */
const PATIENCE_MILLISECONDS = 5000;
/** Bytes of a page that are looked at: the tag belongs to its beginning. */
const MAX_PAGE_BYTES = 512 * 1024;
/** Redirects that are followed, each only to another origin of the same site. */
const MAX_REDIRECTS = 3;

/**
 * Fetches the first page of a site, as a stranger would get it, so that the owner can see whether the tag is there.
 * @param origins of the site; nothing else is ever asked
 * @returns the page, or in one sentence why there is none
 */
export const fetchPage = async (origins: readonly string[]): Promise<FetchedPage | { readonly issue: string }> => {
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  let issue = "the site has no origin";
  for (const origin of origins) {
    const found = await fetchFrom(`${origin}/`, origins, signal);
    if (!("issue" in found)) return found;
    issue = found.issue;
  }
  return { issue };
};

const fetchFrom = async (
  first: string,
  origins: readonly string[],
  signal: AbortSignal,
): ReturnType<typeof fetchPage> => {
  let url = first;
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await fetch(url, { signal, redirect: "manual", headers: { Accept: "text/html" } });
      const location = answer.headers.get("location");
      if (answer.status < 300 || answer.status >= 400 || location === null) return await readPage(url, answer);
      await answer.body?.cancel();
      url = new URL(location, url).href;
      if (!origins.includes(new URL(url).origin))
        return { issue: `${first} leads to ${new URL(url).origin}, which is no origin of the site` };
    }
    return { issue: `${first} leads on more than ${MAX_REDIRECTS} times` };
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { code?: string } };
    return {
      issue: `${url} does not answer (${name === "TimeoutError" ? "too slow" : (cause?.code ?? name ?? "unknown")})`,
    };
  }
};

const readPage = async (url: string, answer: Response): Promise<FetchedPage> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop ends the download.
    if (size >= MAX_PAGE_BYTES) break;
  }
  return {
    url,
    status: answer.status,
    html: Buffer.concat(chunks).subarray(0, MAX_PAGE_BYTES).toString("utf8"),
    policy: answer.headers.get("content-security-policy") ?? "",
  };
};
