import type { JSX } from "preact";
import { CopyText } from "./copy-text.js";

/** The tag for the owner's pages, ready to be copied. */
export const TagSnippet = (): JSX.Element => (
  <CopyText
    value={`<script src="${location.origin}/kivok.js"\n  data-policy="/privacy"\n  data-endpoint="${location.origin}"></script>`}
  />
);
