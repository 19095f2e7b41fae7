import type { More } from "./counting.js";
import { counting } from "./state.js";

/** Loads a part that few visits need, and starts it. */
export const more = async (file: string, detail: unknown): Promise<unknown> =>
  ((await import(`${counting.config.base}kivok-count-${file}.js`)) as { start: More<unknown> }).start(counting, detail);
