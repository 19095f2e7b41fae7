// @ts-check
import { html, raw } from "../html.mjs";

/** One petal, its foot at 0,0 and its tip at 0,-118. */
const PETAL = "M0 0C-30-26-27-82 0-118C27-82 30-26 0 0Z";

/**
 * Petals in pairs left and right, the outermost first.
 * @param {string} fill
 * @param {readonly (readonly [degrees: number, width: number, height: number])[]} petals
 */
const petals = (fill, petals) =>
  petals.flatMap(([degrees, width, height]) =>
    (degrees ? [-degrees, degrees] : [0]).map(
      (turn) => html`<path d="${PETAL}" transform="rotate(${turn}) scale(${width} ${height})" fill="url(#${fill})"/>`,
    ),
  );

/** Stamens: where each bends, and where its anther is. */
const STAMENS = [
  [-13.6, -39.1, -65.5],
  [-9.6, -27.6, -79],
  [-5.6, -16.1, -70.5],
  [-2, -5.75, -83.75],
  [2, 5.75, -72.75],
  [5.6, 16.1, -81.5],
  [9.6, 27.6, -68],
  [13.6, 39.1, -76.5],
].map(
  ([bend = 0, x = 0, y = 0]) =>
    html`<path d="M0-20Q${bend}-50 ${x} ${y}" stroke="#e0a53a" stroke-width="3" fill="none" stroke-linecap="round"/><circle cx="${x}" cy="${y - 1}" r="3.4" fill="#f0bf55"/>`,
);

/**
 * @param {string} id
 * @param {string} top
 * @param {string} bottom
 */
const gradient = (id, top, bottom) =>
  html`<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`;

/** The bloom, once on each page; every other place uses it by `#bloom`. */
export const bloom = html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
${gradient("pk1", "#f0a9b1", "#fff1ec")}${gradient("pk2", "#e48b9a", "#fbdcd8")}${gradient("pk3", "#cf6c82", "#f3bcc0")}
<g id="bloom">${petals("pk3", [
  [84, 0.92, 0.92],
  [66, 1.06, 1.06],
  [46, 1.16, 1.16],
  [24, 1.24, 1.24],
  [0, 1.24, 1.24],
])}${petals("pk2", [
  [72, 0.86, 0.86],
  [52, 0.96, 0.96],
  [32, 1.02, 1.02],
  [11, 1.05, 1.05],
])}${STAMENS}${petals("pk1", [
  [80, 0.74, 0.66],
  [58, 0.76, 0.66],
  [34, 0.7, 0.58],
  [11, 0.63, 0.5],
])}</g></defs></svg>`;

/** The bloom as an ornament. @param {string} name class */
export const lily = (name) =>
  html`<svg class="${name}" viewBox="-150 -160 300 190" aria-hidden="true"><use href="#bloom"/></svg>`;

/** The bloom beside the salon's name. */
export const mark = html`<svg width="34" height="26" viewBox="0 0 68 52" aria-hidden="true"><g transform="translate(34 42) scale(.34)"><use href="#bloom"/></g></svg>`;

/** Circles on the water: centre, radii, how strongly they show. */
const RIPPLES = [
  [310, 500, 190, 44, 0.29],
  [310, 500, 250, 58, 0.22],
  [310, 500, 318, 73, 0.15],
  [560, 432, 52, 12, 0.44],
  [560, 432, 76, 17, 0.42],
  [86, 420, 44, 10, 0.45],
  [86, 420, 66, 15, 0.43],
].map(
  ([x = 0, y = 0, width = 0, height = 0, opacity = 0]) =>
    html`<ellipse cx="${x}" cy="${y}" rx="${width}" ry="${height}" fill="none" stroke="#fff" stroke-opacity="${opacity}" stroke-width="1.6"/>`,
);

/** Floating leaves, far ones first: outline, fill, veins. */
const LEAVES = [
  [
    "M86 420L118.4 414.1A40 10 0 1 1 106 411.3Z",
    "leaf2",
    "M86 420L118.5 418.9M86 420L112.2 424.9M86 420L90.6 428.1M86 420L64.1 426.1M86 420L53.2 419.7M86 420L63.6 414M86 420L87.1 411.8",
  ],
  [
    "M560 432L526.9 424.4A46 11 0 1 1 516.8 428.2Z",
    "leaf2",
    "M560 432L548.3 423.4M560 432L577.1 424M560 432L595.9 429.2M560 432L592 436.8M560 432L565.2 440.9M560 432L537.3 439.2M560 432L522.6 433.3",
  ],
  [
    "M505 536L416.1 516.1A116 31 0 1 1 393.5 527.5Z",
    "leaf1",
    "M505 536L469.4 512.4M505 536L542.2 512.6M505 536L593.2 526.5M505 536L589 547.9M505 536L524.8 560.9M505 536L453.2 557.3M505 536L412 541.3",
  ],
  [
    "M118 528L216.9 519A104 29 0 1 1 195.3 508.6Z",
    "leaf1",
    "M118 528L202 532.1M118 528L166.9 547.5M118 528L103.2 551.4M118 528L44.1 539.9M118 528L37.9 519.9M118 528L82 506.4M118 528L147.2 505.7",
  ],
  [
    "M312 512L438.6 542.6A176 44 0 1 1 477.4 527Z",
    "leaf1",
    "M312 512L356.6 546.3M312 512L246.5 544.1M312 512L174.7 523.1M312 512L189.6 492.9M312 512L291.9 476.3M312 512L398.9 483.2M312 512L454.9 507",
  ],
].map(
  ([outline, fill, veins]) =>
    html`<path d="${outline}" fill="url(#${fill})"/><path d="${veins}" stroke="#dbe6cf" stroke-opacity=".4" stroke-width="1.4" fill="none"/>`,
);

/** The pond of the home page. @param {string} title */
export const scene = (
  title,
) => html`<svg viewBox="0 0 640 600" role="img" aria-labelledby="scene-title" preserveAspectRatio="xMidYMax slice"><title id="scene-title">${title}</title><defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fbe9dc"/><stop offset=".55" stop-color="#f6d9cf"/></linearGradient>${gradient("water", "#8fb5a8", "#2f6257")}${gradient("leaf1", "#7fa476", "#47755a")}${gradient("leaf2", "#5d8a69", "#356450")}</defs>
<rect width="640" height="600" fill="url(#sky)"/><circle cx="462" cy="150" r="74" fill="#fff6e6"/><path d="M0 318c70-34 120-22 180-40s110-46 190-20 160 4 270 46v60H0Z" fill="#b9cbb4"/><path d="M0 336c90-22 150 4 230-10s150-30 230-8 110 2 180 6v60H0Z" fill="#9dbaa6"/>
<rect y="344" width="640" height="256" fill="url(#water)"/><path d="M388 366h150M404 380h116M420 394h86M438 408h50" stroke="#fff6e6" stroke-opacity=".75" stroke-width="4" stroke-linecap="round"/>
${RIPPLES}${LEAVES}
<ellipse cx="312" cy="505" rx="120" ry="22" fill="#264f45" opacity=".35"/><g transform="translate(312 500) scale(1.72)"><use href="#bloom"/></g>
<g transform="translate(546 426) scale(.34)"><use href="#bloom"/></g><path d="M40 352c-4-60 4-110 10-150M62 352c0-44 8-80 20-112M24 352c-4-34-10-62-20-84" stroke="#5d8a69" stroke-width="4" fill="none" stroke-linecap="round"/><path d="M50 202c-5-18-3-34 2-46 6 14 6 30-2 46ZM82 240c-1-16 4-28 10-36 2 14-1 26-10 36Z" fill="#8a5a3c"/></svg>`;

/** Streets without a name, behind a map that is not loaded. */
export const streets = html`<svg class="streets" viewBox="0 0 600 360" preserveAspectRatio="xMidYMid slice" aria-hidden="true"><rect width="600" height="360" fill="#e9e3d3"/><path d="M-10 250C90 190 170 280 280 240s190-110 330-60v190H-10Z" fill="#bcd0c4"/><path d="M-10 120 610 40M120-10l90 270M330-10l60 230M470-10l20 210M-10 190 300 210" stroke="#f8f4ea" stroke-width="14" fill="none"/><path d="M-10 60 610-20M40-10l60 260M240-10l60 240" stroke="#f8f4ea" stroke-width="6" fill="none"/></svg>`;

/** @type {Readonly<Record<import("../salon.mjs").Kind, string>>} */
const ICONS = {
  hands: '<rect x="18" y="30" width="32" height="28" rx="8"/><path d="M28 30v-7h12v7M29 23 31 6h6l2 17M26 44h16"/>',
  hair: '<path d="M14 58C6 34 14 10 34 8s28 14 24 34M24 58c-6-20-4-36 10-40 12-2 18 8 16 22M34 58c-4-12-4-24 4-28"/>',
  face: '<path d="M34 8c-14 0-20 11-20 24s8 26 20 26 20-13 20-26S48 8 34 8Z"/><path d="M25 34c2 2 5 2 7 0M37 34c2 2 5 2 7 0M29 46c3 2.500 7 2.500 10 0"/>',
  family:
    '<circle cx="24" cy="26" r="11"/><circle cx="46" cy="32" r="8"/><path d="M8 58c0-10 6-17 16-17s16 7 16 17M40 58c0-6 1-10 6-12 8 0 12 5 12 12"/>',
};

/** @param {import("../salon.mjs").Kind} kind */
export const icon = (kind) =>
  html`<svg viewBox="0 0 68 64" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">${raw(ICONS[kind])}</svg>`;

/** The bloom as a file of its own, for the browser's tab. */
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-150 -190 300 240">${bloom.text.replace(/^<svg[^>]*>|<\/svg>$/g, "")}<use href="#bloom"/></svg>`;
