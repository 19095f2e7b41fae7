// @vitest-environment jsdom
import { expect, test } from "vitest";
import { TAG_CHECKS, tagState } from "../../../src/dashboard/tag-state.js";

const COLLECTOR = "https://stats.example.org";
const TAG = `<script src="${COLLECTOR}/kivok.js" data-policy="/privacy" data-endpoint="${COLLECTOR}"></script>`;
const wrongOf = (html: string, change: { status?: number; policy?: string } = {}) => {
  const state = tagState({ url: "https://example.org/", status: 200, html, policy: "", ...change }, COLLECTOR);
  return TAG_CHECKS.filter((check) => !state[check]);
};

const ALLOWING = [
  "",
  "img-src 'none'",
  `script-src 'nonce-abc' 'strict-dynamic'; connect-src ${COLLECTOR}`,
  "default-src 'self' stats.example.org",
  "default-src https://*.example.org",
  "DEFAULT-SRC https:",
  "default-src *",
];
test.each(ALLOWING)("a page with the tag first in head and the policy %j is right", (policy) => {
  expect(wrongOf(`<!doctype html><head><meta charset="utf-8">${TAG}<script>1</script></head>`, { policy })).toEqual([]);
});

test.each([
  ["without the tag", "<head></head>", {}, ["found", "early", "endpoint"]],
  ["that answers 401", `<head>${TAG}</head>`, { status: 401 }, ["answers"]],
  ["with the tag in a comment", `<head><!-- ${TAG} --></head>`, {}, ["found", "early", "endpoint"]],
  ["with a script before it", `<head><script src="/a.js"></script>${TAG}</head>`, {}, ["early"]],
  ["with the tag in the body", `<body><p>x</p>${TAG}</body>`, {}, ["early"]],
  ["with defer", `<head>${TAG.replace("<script", "<script defer")}</head>`, {}, ["early"]],
  ["with another collector", `<head>${TAG.replaceAll("stats", "other")}</head>`, {}, ["endpoint"]],
  ["whose policy allows itself only", `<head>${TAG}</head>`, { policy: "default-src 'self'" }, ["policy"]],
  ["whose policy allows no beacons", `<head>${TAG}</head>`, { policy: "connect-src 'none'" }, ["policy"]],
])("a page %s is not right in just that", (_what, html, change, wrong) => {
  expect(wrongOf(html, change)).toEqual(wrong);
});

test("the endpoint may stand in the configuration, before the tag", () => {
  const config = `<script type="application/json" id="kivok-config">{"endpoint":"${COLLECTOR}"}</script>`;
  expect(wrongOf(`<head>${config}<script src="/lib/kivok.js"></script></head>`)).toEqual([]);
  expect(wrongOf(`<head>${config.replace("}", "")}<script src="/lib/kivok.js"></script></head>`)).toEqual(["endpoint"]);
});
