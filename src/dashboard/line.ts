/** A point of a line, in CSS pixels; `isPart` where the step is not a whole one. */
export type Point = { readonly x: number; readonly y: number; readonly isPart: boolean };

/** SVG paths of a line with gaps. */
export type Line = {
  /** Between whole steps. */
  readonly whole: string;
  /** To and from steps that are not whole. */
  readonly part: string;
  /** Under the whole steps, down to the base line. */
  readonly area: string;
  /** Points without a neighbour, which no segment would show. */
  readonly alone: readonly Point[];
};

/** Joins points that follow each other by straight segments. `undefined` interrupts the line. */
export const lineThrough = (points: readonly (Point | undefined)[], base: number): Line => {
  let whole = "";
  let part = "";
  let area = "";
  const alone: Point[] = [];
  points.forEach((point, index) => {
    if (!point) return;
    const [previous, next] = [points[index - 1], points[index + 1]];
    if (!previous && !next) alone.push(point);
    if (!previous) return;
    const segment = `M${place(previous)}L${place(point)}`;
    if (previous.isPart || point.isPart) {
      part += segment;
      return;
    }
    // A line that goes on needs no new start, so that its corners are joined.
    whole += whole.endsWith(place(previous)) ? `L${place(point)}` : segment;
    area += `${segment}V${base}H${previous.x.toFixed(1)}Z`;
  });
  return { whole, part, area, alone };
};

const place = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
