import { BEACON_VERSION, type Decision, type ShareGranted } from "../model/beacon.js";
import { type ConsentRecord, isOwnChoice } from "../model/consent-record.js";
import type { Controller } from "../model/controller.js";
import { tell } from "./tell.js";

/*
 * `kivok-decision.js`: tells the owner's collector that somebody has chosen, where the owner turned `decisions` on. Loaded
 * with the notice or the settings.
 */

/** Decisions of this page, as sent. */
const told: string[] = [];

/**
 * Lists a text among what was sent, for as long as the page is there: each page view fills the list anew from what the tab
 * keeps (count/page-view), and a decision, which may be a refusal, is not kept.
 */
const list = (sent: string[], text: string): void => {
  told.push(text);
  sent.push = (...texts) => Array.prototype.push.apply(sent, [...told.filter((one) => !sent.includes(one)), ...texts]);
  sent.push();
};

/**
 * Sends one beacon about a decision and shows it among what was sent. One that is lost stays lost: to send it again it
 * would have to be kept, which a refusal does not allow.
 */
export const post = async ({ config, sent }: Controller, record: ConsentRecord): Promise<void> => {
  if (!isOwnChoice(record)) return;
  const { granted, denied } = record;
  const share: ShareGranted = granted[0] ? (denied[0] ? "some" : "all") : "none";
  const decision: Decision = {
    v: BEACON_VERSION,
    kind: "decision",
    // 64 random bits; shorter than the eight digits of the wire format once in a hundred thousand million.
    once: crypto.getRandomValues(new Uint32Array(2)).join(""),
    site: config.site || location.host,
    granted: share,
    ...(navigator.webdriver && { bot: true }),
  };
  const body = JSON.stringify(decision);
  list(sent, body);
  await tell(`${config.endpoint}/beacon`, body);
};
