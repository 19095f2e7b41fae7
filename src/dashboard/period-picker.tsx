import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Address } from "./address.js";
import { DownIcon, EarlierIcon, LaterIcon } from "./icons.js";
import { daysOf, isDay, namedPeriod, type Period, PRESETS, stepped } from "./period.js";
import { Segmented } from "./segmented.js";
import { useWords } from "./words.js";

/** Arrows that step by the period's length, and between them the period: presets, two dates, comparison. */
export const PeriodPicker = (props: {
  readonly address: Address;
  readonly today: string;
  readonly onGo: (change: Partial<Address>) => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const { address, today, onGo } = props;
  const popover = useRef<HTMLDivElement>(null);
  const days = daysOf(address.period, today);
  const pick = (period: Period): void => {
    popover.current?.hidePopover();
    onGo({ period });
  };
  const pickDates = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const [from, to] = [String(given.get("from")), String(given.get("to"))].sort();
    if (isDay(from ?? null) && isDay(to ?? null)) pick(namedPeriod({ from: from ?? "", to: to ?? "" }, today));
  };
  return (
    <>
      <div class="range">
        <button
          class="btn bare"
          type="button"
          aria-label={text.earlier}
          onClick={() => onGo({ period: stepped(days, -1, today) })}
        >
          <EarlierIcon />
        </button>
        <button class="btn" type="button" popovertarget="period">
          <span>{typeof address.period === "string" ? text[address.period] : text.period}</span>
          <span class="mute">{format.days(days.from, days.to)}</span>
          <DownIcon />
        </button>
        <button
          class="btn bare"
          type="button"
          aria-label={text.later}
          disabled={days.to >= today}
          onClick={() => onGo({ period: stepped(days, 1, today) })}
        >
          <LaterIcon />
        </button>
      </div>
      <div ref={popover} popover="auto" id="period" role="dialog" aria-label={text.period}>
        <fieldset aria-label={text.period}>
          {PRESETS.map((preset) => (
            <button
              class="opt"
              type="button"
              key={preset}
              aria-pressed={preset === address.period}
              onClick={() => pick(preset)}
            >
              <span>{text[preset]}</span>
              <small>{preset === "d28" && text.exact28}</small>
            </button>
          ))}
        </fieldset>
        <form class="dates" onSubmit={pickDates}>
          <label class="fld">
            <small>{text.from}</small>
            <input class="in" type="date" name="from" required max={today} value={days.from} />
          </label>
          <label class="fld">
            <small>{text.to}</small>
            <input class="in" type="date" name="to" required max={today} value={days.to} />
          </label>
          <button class="btn" type="submit">
            {text.show}
          </button>
        </form>
        <div class="bar">
          <span>{text.compare}</span>
          <Segmented
            label={text.compare}
            value={address.compare}
            options={[
              { value: true, label: text.periodBefore },
              { value: false, label: text.nothingBefore },
            ]}
            onPick={(compare) => onGo({ compare })}
          />
        </div>
      </div>
    </>
  );
};
