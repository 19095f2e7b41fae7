/*
 * Yandex.Metrica, read 2026-11-23:
 * https://yandex.com/support/metrica/en/code/counter-initialize (loading, `ym`, `init`)
 * https://yandex.com/support/metrica/en/general/user-opt-out (`disableYaCounterXXXXXX`)
 * `destruct` is in the list of methods there: https://yandex.com/support/metrica/en/objects/method-reference
 */
import type { Start } from "../model/controller.js";
import { declareCookies, follow, loadScript } from "./follow.js";

type Ym = { (...command: unknown[]): void; a?: IArguments[]; l?: number };

/**
 * Loads the counter on a grant, with the owner's number and `init` options. At a withdrawal the counter is stopped on this
 * page, and switched off before it could start again.
 */
export const start: Start<{
  readonly id: number;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly category?: string;
}> = (controller, { id, options = {}, category = "statistics" } = { id: 0 }) => {
  declareCookies(controller, category, "Yandex", { "_ym_*": 365 });
  const page = window as unknown as { ym?: Ym; [name: string]: unknown };
  let isRunning = false;
  follow(controller, () => {
    const isGranted = controller.has(category);
    page[`disableYaCounter${id}`] = !isGranted;
    if (isGranted === isRunning) return;
    isRunning = isGranted;
    if (!page.ym) {
      const ym: Ym = function queue() {
        ym.a ||= [];
        // biome-ignore lint/complexity/noArguments: the counter applies what it finds in the queue
        ym.a.push(arguments);
      };
      ym.l = Date.now();
      page.ym = ym;
      loadScript("https://mc.yandex.ru/metrika/tag.js");
    }
    if (isGranted) page.ym(id, "init", options);
    else page.ym(id, "destruct");
  });
};
