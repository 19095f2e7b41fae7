import type { JSX } from "preact";

/** Kivok's mark, a nod. */
export const LogoIcon = (): JSX.Element => (
  <svg
    width="22"
    height="22"
    viewBox="0 0 22 22"
    fill="none"
    stroke="currentColor"
    stroke-width="2.2"
    stroke-linecap="round"
    aria-hidden="true"
  >
    <circle cx="11" cy="6.2" r="3.1" fill="currentColor" stroke="none" />
    <path d="M3 11.5c1.2 4.4 4.3 6.9 8 6.9s6.8-2.5 8-6.9" />
  </svg>
);

const Arrow = ({ width, height, path }: { width: number; height: number; path: string }): JSX.Element => (
  <svg
    width={width}
    height={height}
    viewBox={`0 0 ${width} ${height}`}
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    aria-hidden="true"
  >
    <path d={path} />
  </svg>
);

/** Says that a button opens something below. */
export const DownIcon = (): JSX.Element => <Arrow width={10} height={6} path="m1 1 4 4 4-4" />;
/** Points to earlier. */
export const EarlierIcon = (): JSX.Element => <Arrow width={8} height={12} path="M6.5 1l-5 5 5 5" />;
/** Points to later. */
export const LaterIcon = (): JSX.Element => <Arrow width={8} height={12} path="M1.5 1l5 5-5 5" />;
