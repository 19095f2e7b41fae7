/** The decision in force, as page scripts of the salon read it. */
type KivokRecord = { readonly granted: readonly string[] };

/** What the salon's scripts use of `window.kivok`. All of it may be absent: the tag may be blocked or not yet loaded. */
interface Window {
  kivok?: {
    readonly record?: KivokRecord | null;
    accept?(categories?: readonly string[]): void;
  };
}

interface DocumentEventMap {
  "kivok:decision": CustomEvent<KivokRecord>;
  "kivok:change": CustomEvent<KivokRecord>;
}
