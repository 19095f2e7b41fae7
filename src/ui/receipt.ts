import { NECESSARY } from "../model/category.js";
import { type ConsentRecord, isOwnChoice, optionalCategories, recordDays } from "../model/consent-record.js";
import { createReceipt, type Receipt } from "../model/receipt.js";
import { termOf, titleOf } from "./declared.js";
import { tell } from "./tell.js";
import type { Speaker } from "./view.js";

/*
 * `kivok-receipt.js`: the record of a choice as JSON (N16), loaded when a visitor saves it, or where the owner collects
 * receipts and somebody has decided in the notice or in the settings.
 */

/** Saves the decision in force as a file, with the text that its hash is of. Without a decision it does nothing. */
export const save = async (speaker: Speaker): Promise<void> => {
  const { config, record } = speaker.controller;
  const decision = record();
  if (!decision) return;
  const made = await makeReceipt(speaker, decision);
  const days = recordDays(decision, config);
  const receipt = {
    ...made.receipt,
    // Without the marks of direction that a sentence around it needs.
    pii_controller: speaker.words.pick(config.owner).replace(/[\u2068\u2069]/g, "") || location.host,
    privacy_notice: {
      ...made.receipt.privacy_notice,
      ...(config.policy.url && { url: new URL(config.policy.url, location.href).href }),
      text: made.text,
    },
    ...(days && { validity_duration: `P${days}D` }),
  };
  const link = document.createElement("a");
  link.download = `consent-${location.hostname}-${made.receipt.event.time.slice(0, 10)}.json`;
  // Kept until the page goes: when a browser has read it is not told.
  link.href = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" }));
  link.click();
};

/**
 * Sends the receipt of a consent to the owner's collector, once, and shows it among what was sent. A refusal is not
 * sent, nor what was not chosen in the notice or the settings: its text has been shown to nobody.
 */
export const post = async (speaker: Speaker): Promise<void> => {
  const { config, record, sent } = speaker.controller;
  const decision = record();
  if (!decision?.receipt || !isOwnChoice(decision)) return;
  const made = await makeReceipt(speaker, decision);
  const body = JSON.stringify(made.receipt);
  sent.push(body);
  await tell(`${config.endpoint}/receipt`, body);
};

const makeReceipt = async (
  speaker: Speaker,
  decision: ConsentRecord,
): Promise<{ receipt: Receipt; text: readonly string[] }> => {
  const { config } = speaker.controller;
  const text = textOf(speaker);
  const sha256 = await hashOf(text.join("\n"));
  return { receipt: createReceipt(decision, config.site || location.host, speaker.words.language, sha256), text };
};

/** What a visitor is told before a choice, in the order of the layers: what for, who, how long, and each category. */
const textOf = (speaker: Speaker): readonly string[] => {
  const { config } = speaker.controller;
  const { say, pick, list } = speaker.words;
  const { thirdParties = [], limits, refusal } = config;
  const owner = pick(config.owner);
  const term = termOf(speaker, "consent");
  return [
    say("title"),
    say("text"),
    thirdParties[0] && say("third", list(thirdParties)),
    limits && say("limit", pick(limits)),
    owner && say("who", owner),
    refusal.days ? say("termDays", term, termOf(speaker, "refusal")) : say("term", term),
    ...[NECESSARY, ...optionalCategories(config)].flatMap((name) => {
      const { purpose, limits } = config.categories[name] || {};
      return [titleOf(speaker, name), pick(purpose) || say(`${name}Purpose`), limits && say("limit", pick(limits))];
    }),
  ].filter((line): line is string => !!line);
};

/** Hexadecimal SHA-256 of a text as UTF-8; empty where the browser has no `crypto.subtle`, as on pages without TLS. */
const hashOf = async (text: string): Promise<string> => {
  const digest = await crypto.subtle?.digest("SHA-256", new TextEncoder().encode(text));
  return digest ? Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("") : "";
};
