// @ts-check
// Classic, so that it runs while its frame is parsed: the earliest that a frame's own script can write.
(() => {
  const name = document.currentScript?.dataset.cookie;
  if (name) document.cookie = `${name}=1; Max-Age=31536000; Path=/`;
})();
