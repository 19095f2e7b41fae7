// @ts-check

/** The site, page origin and browser of the measured beacons. */
export const SITE = "bench.example";
export const ORIGIN = `https://${SITE}`;
export const USER_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

/** A small generator of the same numbers in every run (Park and Miller). */
export const createRandom = (seed = 7) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

/** Values that few have more often than many: the square of a random number falls low.
 * @template Value @param {readonly Value[]} values @param {() => number} random */
const pick = (values, random) => /** @type {Value} */ (values[Math.floor(random() ** 2 * values.length)]);

const PATHS = Array.from({ length: 60 }, (_, index) => (index === 0 ? "/" : `/section-${index % 6}/page-${index}`));
const HOSTS = Array.from({ length: 20 }, (_, index) => `source-${index}.example`);
const LANGUAGES = ["ru", "en", "de", "fr", "es"];
const ZONES = ["Europe/Moscow", "Europe/Berlin", "Europe/Paris", "Asia/Almaty", "America/New_York", "Asia/Tokyo"];
const SCREENS = /** @type {const} */ (["small", "large", "medium", "wide"]);

/**
 * A town's beacons: visits of one to four pages, visible time after every second view.
 * @param {number} count @param {number} day @param {string} round makes the one-time numbers differ between runs
 * @returns {import("../../src/model/beacon.js").Beacon[]}
 */
export const makeBeacons = (count, day, round, random = createRandom()) => {
  /** @type {import("../../src/model/beacon.js").Beacon[]} */
  const beacons = [];
  const common = () => ({
    v: /** @type {const} */ (1),
    once: `${round}${beacons.length.toString(36).padStart(8, "0")}${Math.floor(random() * 2 ** 31).toString(36)}`,
    site: SITE,
    day,
  });
  while (beacons.length < count) {
    const client = { language: pick(LANGUAGES, random), zone: pick(ZONES, random), screen: pick(SCREENS, random) };
    const steps = 1 + Math.floor(random() ** 2 * 4);
    let previous = "";
    for (let step = 1; step <= steps; step++) {
      const path = pick(PATHS, random);
      beacons.push({
        ...common(),
        kind: "view",
        path,
        step,
        ...client,
        ...(step === 1 && random() < 0.8 ? { gap: random() < 0.5 ? 0 : Math.ceil(random() ** 2 * 32) } : {}),
        ...(step === 1 && random() < 0.6 ? { referrer: pick(HOSTS, random) } : {}),
        ...(previous && previous !== path ? { previous } : {}),
      });
      previous = path;
      if (beacons.length % 2) beacons.push({ ...common(), kind: "time", path, seconds: 1 + Math.floor(random() * 90) });
    }
  }
  return beacons.slice(0, count);
};
