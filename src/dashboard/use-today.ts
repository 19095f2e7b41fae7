import { useCallback, useState } from "preact/hooks";
import { dayNumber } from "../model/visit.js";
import { DAY_MILLISECONDS } from "./period.js";

/**
 * The site's day. Until a report says which it is, the clock of this computer has to do.
 * @param timeZone IANA name
 * @returns the day, `YYYY-MM-DD`, and what to call when the collector names another
 */
export const useToday = (timeZone: string): readonly [string, (today: string) => void] => {
  const [told, setTold] = useState({ timeZone, today: "" });
  const learn = useCallback((today: string): void => setTold({ timeZone, today }), [timeZone]);
  const isTold = told.timeZone === timeZone && told.today !== "";
  return [isTold ? told.today : dayOf(dayNumber(Date.now(), timeZone)), learn];
};

const dayOf = (number: number): string => new Date(number * DAY_MILLISECONDS).toISOString().slice(0, 10);
