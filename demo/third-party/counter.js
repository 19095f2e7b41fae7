// @ts-check
// A counter as others sell it: it knows nothing of consent, writes two cookies for two years and reports each page.
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const years = 2 * 365 * 24 * 3600;
  /** @param {string} name */
  const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1];
  const id = cookie("lotus_id") ?? Math.random().toString(36).slice(2, 12);
  const first = cookie("lotus_first") ?? String(Math.floor(Date.now() / 1000));
  document.cookie = `lotus_id=${id}; Max-Age=${years}; Path=/; SameSite=Lax`;
  document.cookie = `lotus_first=${first}; Expires=${new Date(Date.now() + years * 1000).toUTCString()}; Path=/`;
  const hit = new URL("/hit", script.src);
  hit.search = new URLSearchParams({ page: location.pathname, id, first }).toString();
  new Image().src = hit.href;
})();
