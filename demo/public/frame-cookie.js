// @ts-check
// Classic, so that it runs while its frame is parsed: the earliest that a frame's own script can write.
(() => {
  const name = document.currentScript?.dataset.cookie;
  // biome-ignore lint/suspicious/noDocumentCookie: what this page is for
  if (name) document.cookie = `${name}=1; Max-Age=31536000; Path=/`;
})();
