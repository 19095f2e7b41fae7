import { dayNumber, VISIT_SECONDS } from "../model/visit.js";
import type { Again, Counting, More } from "./counting.js";

/** Beacons that are sent again: a collector that was gone for long is not asked for everything. */
const MOST_OWED = 5;
/** Milliseconds for which a reply may still be on its way. */
const FLYING = 2000;
/**
 * In front of a line that is owed: an epoch time in milliseconds, 13 digits from 2001 to 2286, and the one-time number.
 */
const OWED = /\n((\d{13})\d+)(.*)/g;

const OPTIONS = { keepalive: true, credentials: "omit", referrerPolicy: "no-referrer" } as const;

/**
 * `kivok-count-again.js`, loaded when a beacon had no reply or was refused for its day.
 * @param detail the lines, some of which are owed; or what counts the view once more that the collector refused
 */
export const start: More<string | Again | undefined> = (counting, detail) =>
  typeof detail === "string" ? sendAgain(counting, detail) : correctDay(counting, detail);

/**
 * Sends again what has no reply yet. The collector knows a one-time number for 30 minutes at least (`server/app`), so
 * what is older could be counted twice, and is dropped.
 */
const sendAgain = ({ config, keep }: Counting, lines: string): void => {
  const all = [...lines.matchAll(OWED)].map(([, mark = "", time, body = ""]) => ({
    mark,
    age: Date.now() - +(time as string),
    body,
  }));
  const landed = all.filter(({ age }) => !(age < FLYING));
  const young = landed.filter(({ age }) => age < VISIT_SECONDS * 1000).slice(-MOST_OWED);
  const settle = (mark: string): void => keep((kept) => kept.replace(mark, ""));
  for (const owed of landed) if (!young.includes(owed)) settle(owed.mark);
  for (const { mark, body } of young)
    fetch(`${config.endpoint}/beacon`, { ...OPTIONS, method: "POST", body }).then(
      ({ status }) => {
        if (status < 500) settle(mark);
      },
      () => {},
    );
};

/**
 * The browser's clock is days off: asks the collector for its time, keeps to its day on this page, and counts the view
 * once more. A clock that is wrong by a day at most is left as it is: the browser's own days are in order, and that is
 * what counts.
 */
const correctDay = async (counting: Counting, again: Again | undefined): Promise<void> => {
  const { headers } = await fetch(`${counting.config.endpoint}/beacon`, OPTIONS);
  const ahead = Date.parse(headers.get("Date") ?? "") - Date.now();
  const today = (): number => dayNumber(Date.now() + ahead, counting.config.timeZone);
  // No other day, or no answer: it would only be refused again.
  if (!ahead || today() === counting.today()) return;
  counting.today = today;
  if (typeof again === "function") again();
};
