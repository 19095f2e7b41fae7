import type { JSX } from "preact";
import type { Bucket, Report } from "../model/report.js";
import { lineThrough, type Point } from "./line.js";
import { type Measure, measured } from "./measure.js";
import { scaleFor } from "./scale.js";
import { Scrubber } from "./scrubber.js";
import type { Step } from "./steps.js";
import { useWidth } from "./use-width.js";
import { useWords } from "./words.js";

/** Width of a digit of the axis in CSS pixels, a little more than system fonts have at 12 px. */
const DIGIT = 7;
/** Room above the highest rule, and below the base line for the dates. */
const ABOVE = 16;
const BELOW = 26;
/** Least distance of two labelled Mondays, in CSS pixels: a date needs 50, air, and half of itself where the last one ends at the edge. */
const LABEL_WIDTH = { narrow: 76, wide: 100 };

/** The line of now, the dotted line of the period before, and a slider over both. */
export const ChartPlot = (props: {
  readonly steps: readonly Step[];
  readonly bucket: Report["bucket"];
  readonly measure: Measure;
  readonly compare: boolean;
  readonly at: number | undefined;
  readonly rest: number;
  readonly valueText: string;
  readonly onRead: (step: number | undefined) => void;
}): JSX.Element => {
  const { text, format } = useWords();
  const [plot, width] = useWidth();
  const { steps, measure, at } = props;
  const height = innerWidth < 704 ? 200 : innerWidth >= 1760 ? 330 : 270;
  const base = height - BELOW;
  const amount = (bucket: Bucket | undefined): number | undefined => bucket && measured(measure, bucket);
  const shown = steps.flatMap(({ now, before }) => [amount(now), props.compare ? amount(before) : undefined]);
  const { step: rule, top } = scaleFor(measure, Math.max(0, ...shown.map((value) => value ?? 0)));
  const rules = Array.from({ length: Math.round(top / rule) + 1 }, (_, index) => index * rule);
  const left = Math.max(34, 12 + DIGIT * Math.max(...rules.map((value) => format.measure(measure, value).length)));
  const inner = Math.max(0, width - left - 12);
  const x = (index: number): number => left + 6 + inner * (steps.length > 1 ? index / (steps.length - 1) : 0.5);
  const y = (value: number): number => base - ((base - ABOVE) * value) / top;
  const pointAt = (index: number, bucket: Bucket | undefined, isPart: boolean): Point | undefined => {
    const value = amount(bucket);
    return value === undefined ? undefined : { x: x(index), y: y(value), isPart };
  };
  const points = steps.map(({ now, part }, index) => pointAt(index, now, part !== ""));
  const line = lineThrough(points, base);
  const before = props.compare ? steps.map((step, index) => pointAt(index, step.before, false)) : [];
  const [point, pointBefore] = at === undefined ? [] : [points[at], before[at]];
  const nearest = (place: number): number =>
    Math.max(0, Math.min(steps.length - 1, Math.round(((place - left - 6) / inner) * (steps.length - 1))));

  return (
    <div class="plot" ref={plot}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {rules.map((value) => (
          <g key={value}>
            <line class="grid-l" x1={left} x2={width} y1={y(value)} y2={y(value)} />
            <text x={left - 8} y={y(value) + 4} text-anchor="end">
              {format.measure(measure, value)}
            </text>
          </g>
        ))}
        {labelled(steps, props.bucket, inner).map((index) => (
          <g key={index}>
            <line class="grid-l" x1={x(index)} x2={x(index)} y1={base} y2={base + 5} />
            <text
              x={x(index)}
              y={height - 4}
              text-anchor={x(index) > width - 30 ? "end" : x(index) < left + 36 ? "start" : "middle"}
            >
              {steps.length <= 10 && props.bucket === "day" && steps[index]?.now
                ? format.weekday(steps[index].now.at)
                : steps[index]?.short}
            </text>
          </g>
        ))}
        <path class="l-was" d={lineThrough(before, base).whole} />
        <path class="fill" d={line.area} />
        <path class="l-now" d={line.whole} />
        <path class="l-now l-part" d={line.part} />
        {[...points.filter((each) => each?.isPart), ...line.alone].map(
          (each) => each && <circle class="pt" key={each.x} r={3.5} cx={each.x} cy={each.y} />,
        )}
        {at !== undefined && steps[at]?.now && <line class="cross" x1={x(at)} x2={x(at)} y1={ABOVE} y2={base} />}
        {pointBefore && <circle class="pt-was" r={3} cx={pointBefore.x} cy={pointBefore.y} />}
        {point && <circle class="pt" r={4.5} cx={point.x} cy={point.y} />}
      </svg>
      <Scrubber
        label={`${text.chart}: ${text[measure]}`}
        last={Math.max(0, steps.length - 1)}
        at={at}
        rest={props.rest}
        valueText={props.valueText}
        nearest={nearest}
        onRead={props.onRead}
      />
    </div>
  );
};

/** Steps with a date below: every third hour, Mondays, or every so many, as the width allows. */
const labelled = (steps: readonly Step[], bucket: Report["bucket"], width: number): number[] => {
  const all = [...steps.keys()];
  const least = width < 650 ? LABEL_WIDTH.narrow : LABEL_WIDTH.wide;
  if (bucket === "hour") return all.filter((index) => steps[index]?.marks && (width > 450 || index % 6 === 0));
  const byMonday = bucket === "day" && steps.length > 14;
  const candidates = byMonday ? all.filter((index) => steps[index]?.marks) : all;
  const distance = (width / Math.max(1, steps.length - 1)) * (byMonday ? 7 : 1);
  const every = Math.max(1, Math.ceil(least / Math.max(1, distance)));
  return candidates.filter((_, index) => index % every === 0);
};
