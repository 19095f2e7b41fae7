// @ts-check

/**
 * What the salon offers. Names are in the texts, by id; an id is also what the basket's cookie holds.
 * @typedef {"hands" | "hair" | "face" | "family"} Kind
 * @typedef {"gel" | "manicure" | "palms" | "haircut" | "colour" | "styling" | "quiet-water" | "cleansing"
 *   | "face-massage" | "first-haircut" | "home-haircut" | "together"} ServiceId
 * @typedef {{ readonly id: ServiceId, readonly kind: Kind, readonly minutes: number, readonly roubles: number }} Service
 * @typedef {"anna" | "vera" | "sonya" | "timur"} MasterId
 */

/** @type {readonly Kind[]} */
export const KINDS = ["hands", "hair", "face", "family"];

/** @type {readonly MasterId[]} */
export const MASTERS = ["anna", "vera", "sonya", "timur"];

/** @type {readonly Service[]} */
export const SERVICES = [
  { id: "gel", kind: "hands", minutes: 90, roubles: 2300 },
  { id: "manicure", kind: "hands", minutes: 50, roubles: 1400 },
  { id: "palms", kind: "hands", minutes: 40, roubles: 1200 },
  { id: "haircut", kind: "hair", minutes: 60, roubles: 2600 },
  { id: "colour", kind: "hair", minutes: 135, roubles: 5400 },
  { id: "styling", kind: "hair", minutes: 45, roubles: 1800 },
  { id: "quiet-water", kind: "face", minutes: 70, roubles: 3900 },
  { id: "cleansing", kind: "face", minutes: 80, roubles: 3500 },
  { id: "face-massage", kind: "face", minutes: 45, roubles: 2200 },
  { id: "first-haircut", kind: "family", minutes: 40, roubles: 1300 },
  { id: "home-haircut", kind: "family", minutes: 60, roubles: 2000 },
  { id: "together", kind: "family", minutes: 100, roubles: 2500 },
];

/**
 * The services of a kind, in the order of the price list.
 * @param {Kind} kind
 */
export const servicesOf = (kind) => SERVICES.filter((service) => service.kind === kind);

/** @param {readonly Service[]} services */
export const totalOf = (services) => ({
  roubles: services.reduce((sum, service) => sum + service.roubles, 0),
  minutes: services.reduce((sum, service) => sum + service.minutes, 0),
});

/**
 * Reads the basket's cookie: ids joined by dots, as the page's script writes them. What is not on the price list is dropped.
 * @param {string | undefined} value
 */
export const parseBasket = (value) => {
  const ids = new Set((value ?? "").split("."));
  return SERVICES.filter((service) => ids.has(service.id));
};

/**
 * The cookie's value for a basket.
 * @param {readonly Service[]} services
 */
export const writeBasket = (services) => services.map((service) => service.id).join(".");

/**
 * @param {string | null | undefined} id
 * @returns {MasterId | undefined}
 */
export const parseMaster = (id) => MASTERS.find((master) => master === id);
