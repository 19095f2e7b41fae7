/** Names of categories, which are also in `en.ts`: a placeholder names the category that it waits for. */
export const categoryNames = { functional: "Functional", statistics: "Statistics", marketing: "Marketing" };

/** The placeholder of a waiting frame. */
export const placeholderWords = {
  embed: "To show this, your browser contacts {}. It receives your IP address and may set cookies.",
  embedAlways: "“Always allow” switches on the category “{}”.",
  once: "Load once",
  allow: "Always allow",
};

/**
 * The sentences of optional parts, in English: the guardian step and the placeholder. They ship in files of their own
 * (`messages/<language>-extra.json`), in this order, loaded only where one of them is shown. A language's source holds
 * these keys after those of `en.ts`.
 */
export const englishExtra: typeof categoryNames &
  typeof placeholderWords &
  Record<"guardianTitle" | "guardianText" | "guardianSelf" | "guardianParent" | "back", string> = {
  ...categoryNames,
  guardianTitle: "Confirm your agreement",
  guardianText:
    "Optional cookies can be allowed by anyone aged {} or over, or by a child whose parent or guardian agrees. We neither ask for nor keep a date of birth.",
  guardianSelf: "I am {} or over",
  guardianParent: "A parent or guardian agrees",
  back: "Back",
  ...placeholderWords,
};
