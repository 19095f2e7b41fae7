import type { JSX } from "preact";
import { gapCount } from "./gap-count.js";
import { returnsOf } from "./rhythm.js";
import { Scrubber } from "./scrubber.js";
import { useWidth } from "./use-width.js";
import { useWords } from "./words.js";

/** First and last gap of what a bracket spans: four weeks, and the rest. */
const SPANS = [
  [1, 7],
  [8, 14],
  [15, 21],
  [22, 28],
  [29, 32],
] as const;
/** Room above the bars for the number of first visits, and below for days and brackets. */
const ABOVE = 22;
const BELOW = 54;
const LONGEST = 32;

type Drawing = {
  readonly width: number;
  readonly height: number;
  readonly base: number;
  readonly isSlim: boolean;
  /** Width of the bar of first visits, and of the others. */
  readonly firstWidth: number;
  readonly barWidth: number;
  readonly x: (gap: number) => number;
};

/** Where things are: first visits apart at the start, days 1 to 31, and longer gaps apart at the end. */
const drawingOf = (width: number): Drawing => {
  const isSlim = width < 560;
  const height = isSlim ? 210 : 236;
  const space = isSlim ? 14 : 26;
  const unit = Math.max(0, width - space * 2) / (33 + (isSlim ? 1.2 : 0.8));
  const firstWidth = unit * (isSlim ? 2 : 1.6);
  const days = width - firstWidth - 2 * space - unit * 1.2;
  const x = (gap: number): number =>
    gap === 0 ? firstWidth / 2 : gap === LONGEST ? width - unit * 0.6 : firstWidth + space + ((gap - 0.5) * days) / 31;
  return { width, height, base: height - BELOW, isSlim, firstWidth, barWidth: Math.max(3, unit * 0.72), x };
};

/** How many came after how many days: the bars, and a slider over them. */
export const GapHistogram = (props: {
  readonly gaps: readonly number[];
  readonly k: number;
  readonly at: number | undefined;
  readonly onRead: (gap: number | undefined) => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const [plot, width] = useWidth();
  const { gaps, k, at } = props;
  const drawing = drawingOf(width);
  const { height, x } = drawing;
  const nearest = (place: number): number =>
    [...gaps.keys()].reduce((best, gap) => (Math.abs(x(gap) - place) < Math.abs(x(best) - place) ? gap : best), 0);
  const read = at ?? 0;
  return (
    <div class="plot" ref={plot}>
      <svg class="gap" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {width > 0 && (
          <>
            <Bars gaps={gaps} k={k} at={at} drawing={drawing} />
            <Weeks gaps={gaps} drawing={drawing} />
          </>
        )}
      </svg>
      <Scrubber
        label={text.gapTitle}
        last={LONGEST}
        at={at}
        rest={0}
        valueText={text.gapCount(read, gapCount(gaps[read] ?? 0, k, text, format))}
        nearest={nearest}
        onRead={props.onRead}
      />
    </div>
  );
};

const Bars = (props: { gaps: readonly number[]; k: number; at: number | undefined; drawing: Drawing }): JSX.Element => {
  const { format } = useWords();
  const { gaps, at, drawing } = props;
  const { base, x, firstWidth, barWidth, width } = drawing;
  const first = gaps[0] ?? 0;
  const most = Math.max(1, ...gaps.slice(1));
  // First visits outnumber the rest by far: their bar is cut, says so by a zigzag, and carries its number.
  const isCut = first > most;
  const y = (count: number): number => base - ((base - ABOVE - 14) * count) / most;
  const top = isCut ? ABOVE : y(first);
  const quarter = (firstWidth + 4) / 4;
  return (
    <>
      <line class="grid-l" x1="0" x2={width} y1={base} y2={base} />
      {[7, 14, 21, 28].map((day) => (
        <line class="grid-l" key={day} stroke-dasharray="1 4" x1={x(day)} x2={x(day)} y1={ABOVE} y2={base} />
      ))}
      {first > 0 && <path class={at === 0 ? "g0 on" : "g0"} d={barPath(x(0), firstWidth, top, base)} data-g="0" />}
      {isCut && <path class="cut" d={`M-2 ${top + 27}l${quarter}-7 ${quarter} 7 ${quarter}-7 ${quarter} 7`} />}
      <text class="big" x="0" y={top - 7}>
        {format.number(first)}
      </text>
      {gaps.map((count, gap) => {
        if (gap === 0 || count === 0) return null;
        const tint = `b${gap === LONGEST ? 4 : Math.floor((gap - 1) / 7)}`;
        const isFew = count < props.k;
        const wide = gap === LONGEST ? barWidth * 1.15 : barWidth;
        return (
          <path
            key={gap}
            class={`${isFew ? "b4" : tint}${at === gap ? " on" : ""}`}
            d={isFew ? flatPath(x(gap), barWidth, base) : barPath(x(gap), wide, y(count), base)}
            data-g={gap}
          />
        );
      })}
    </>
  );
};

const Weeks = ({ gaps, drawing }: { gaps: readonly number[]; drawing: Drawing }): JSX.Element => {
  const { text, format } = useWords();
  const { base, x, barWidth, width, isSlim } = drawing;
  const returns = returnsOf(gaps);
  return (
    <>
      <text x="0" y={base + 17}>
        {isSlim ? text.firstShort : text.firstVisit}
      </text>
      {[1, 7, 14, 21, 28].map((day) => (
        <text key={day} x={x(day)} y={base + 17} text-anchor="middle">
          {day}
        </text>
      ))}
      <text x={width} y={base + 17} text-anchor="end">
        32+
      </text>
      {SPANS.map(([from, to], index) => {
        const start = x(from) - barWidth / 2 + 1;
        const end = (to === LONGEST ? width : x(to) + barWidth / 2) - 1;
        const count = gaps.slice(from, to + 1).reduce((sum, each) => sum + each, 0);
        return (
          <g key={from}>
            <path class="brace" d={`M${start} ${base + 25}v4H${end}v-4`} />
            <text x={(start + end) / 2} y={base + 46} text-anchor="middle">
              <tspan class="strong">{returns > 0 ? format.percent(count / returns) : "–"}</tspan>
              {!isSlim && <tspan dx="6">{index < 4 ? text.weekNumber(index + 1) : text.longer}</tspan>}
            </text>
          </g>
        );
      })}
    </>
  );
};

/** A bar with round shoulders. */
const barPath = (center: number, width: number, top: number, base: number): string => {
  const r = Math.min(4, width / 2);
  const left = center - width / 2;
  return `M${left} ${base}V${top + r}q0-${r} ${r}-${r}h${width - 2 * r}q${r} 0 ${r} ${r}V${base}Z`;
};

/** The low bar of a count that is not told. */
const flatPath = (center: number, width: number, base: number): string =>
  `M${center - width / 2} ${base}v-3h${width}v3Z`;
