import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { expect, test } from "vitest";
import { CONTENT, errorsOf, expectRecord, noticeOf, SALON } from "./notice-page.js";
import { page, server, setUp } from "./set-up.js";

setUp();

test("[M14] the declaration is a table in the page, in its language and look, also twice and also added later, and follows decisions", async () => {
  const errors = errorsOf(page);
  server.page("/", {
    config: SALON,
    head: `<script>document.documentElement.lang="ru"</script><style>td{color:rgb(1,2,3)}</style>`,
    body: `${CONTENT}<div id="one" data-kivok="declaration"><p>The page's own list</p></div><section id="two" data-kivok="declaration"></section>`,
  });
  await page.goto(server.url);
  const one = page.locator("#one");
  const table = one.getByRole("table", { name: "Файлы cookie: 6" });
  await table.waitFor();
  expect(await page.getByText("The page's own list").count()).toBe(0);
  expect(await table.getByRole("columnheader").allTextContents()).toEqual(["Имя", "Кто ставит", "Зачем", "Срок"]);
  const rows = (await table.getByRole("row").allTextContents()).map((row) => row.replaceAll("\u00a0", " "));
  expect(rows.slice(1)).toEqual([
    "Необходимые",
    "kivoklocalhostХранит ваш выбор180 дней",
    "sidlocalhostВходСеанс",
    "Функциональные",
    "seen_*localhostУзнаёт браузер1 год",
    "Статистика",
    "kivok_daylocalhostПоследний день визита, целое число180 дней",
    "kivok_visitlocalhostСколько страниц открыто за визит, целое число30 минут",
    "Карты и видео",
    "mapслужба карт—30 дней",
  ]);
  expect(await table.getByRole("rowheader", { name: "seen_*" }).count()).toBe(1);
  expect(await table.locator("td").first().getAttribute("data-label")).toBe("Кто ставит");
  // The page's own style, and none of ours.
  expect(
    await table
      .locator("td")
      .first()
      .evaluate((cell) => getComputedStyle(cell).color),
  ).toBe("rgb(1, 2, 3)");
  expect(await page.locator("[data-kivok=declaration] style, [data-kivok=declaration] [style]").count()).toBe(0);
  expect(await page.locator("#two table tr").count()).toBe(rows.length);

  const states = (root: string) =>
    page.locator(`${root} tbody`).evaluateAll((groups) => groups.map((group) => (group as HTMLElement).dataset.state));
  expect(await states("#one")).toEqual(["always", "denied", "denied", "denied"]);
  await page.evaluate(() => window.kivok.accept(["media"]));
  await expectRecord(page, { granted: ["media"] });
  expect(await states("#one")).toEqual(["always", "denied", "denied", "granted"]);
  await page.evaluate(() => {
    document.querySelector("#one")?.remove();
    document.body.insertAdjacentHTML("beforeend", '<div id="three" data-kivok="declaration"></div>');
  });
  await page.locator("#three table").waitFor();
  expect(await states("#three")).toEqual(["always", "denied", "denied", "granted"]);
  await page.evaluate(() => window.kivok.reject());
  await expectRecord(page, { granted: [] });
  expect(await states("#two")).toEqual(["always", "denied", "denied", "denied"]);
  expect(await page.locator(".kivok-declaration").count()).toBe(2);

  await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const found = await page.evaluate(async () => {
    const { run } = (window as unknown as { axe: { run: (root: string) => Promise<AxeResults> } }).axe;
    return (await run("#three")).violations.map(({ id }) => id);
  });
  expect(found).toEqual([]);
  expect(errors).toEqual([]);
});

test("[M14] a page without a declaration does not load its file, and an owner's name that is markup is text", async () => {
  server.page("/", { config: SALON, body: CONTENT });
  await page.goto(server.url);
  await noticeOf(page).waitFor();
  await server.beacons.expectNone(page);
  expect(server.requests).not.toContain("/kivok-declaration.js");
  const config = { categories: { surveys: { title: "<img src=x>", cookies: [{ name: "s", purpose: "a <b>b</b>" }] } } };
  server.page("/", { config, body: `<div data-kivok="declaration"></div>` });
  await page.reload();
  const table = page.locator(".kivok-declaration");
  await table.waitFor();
  expect(await table.locator("img, b").count()).toBe(0);
  expect(await table.innerText()).toContain("a <b>b</b>");
});
