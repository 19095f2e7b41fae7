/** WCAG 2.2, success criterion 1.4.3, for text. */
const LEAST_CONTRAST = 4.5;
/** Relative luminance of the two surfaces of ui/style/tokens.css, #fff and #1b2021. */
const SURFACE = { light: 1, dark: 0.0139 };

/**
 * The style rule for an owner's accent, moved in lightness until text in it can be read on the surface, with black or
 * white on it, whichever is read better. Empty for no colour or one that is not `#rrggbb`.
 */
export const accentRule = (accent: string | undefined, theme: "light" | "dark"): string => {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(accent || "");
  if (!hex) return "";
  let channels = hex.slice(1).map((channel) => Number.parseInt(channel, 16));
  // A twentieth of the way to white or black each time; whole numbers, so the last steps arrive.
  while (contrast(luminance(channels), SURFACE[theme]) < LEAST_CONTRAST)
    channels = channels.map((channel) =>
      theme === "dark" ? Math.ceil(channel + (255 - channel) / 20) : Math.floor(channel * 0.95),
    );
  const on = luminance(channels) > 0.179 ? "#000" : "#fff";
  return `:host([data-theme]){--a:rgb(${channels});--on:${on}}`;
};

const contrast = (one: number, other: number): number => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (channels: readonly number[]): number => {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
    channel > 10 ? ((channel / 255 + 0.055) / 1.055) ** 2.4 : channel / 3294.6,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
