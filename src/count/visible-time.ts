/**
 * Runs `tell` with the whole seconds that the page was visible since the last time, whenever it is hidden or left; on a
 * phone nothing that happens later is certain to be sent.
 */
export const onTimeVisible = (tell: (seconds: number) => void): void => {
  let since = performance.now();
  document.addEventListener("visibilitychange", () => {
    const now = performance.now();
    const seconds = Math.round((now - since) / 1000);
    since = now;
    if (document.visibilityState === "hidden" && seconds > 0) tell(seconds);
  });
};
