/**
 * The sentences of optional parts, in English: the guardian step and the placeholder of a waiting frame. They ship in
 * files of their own (`messages/<language>-extra.json`), loaded only where one of them is shown. A language's source
 * holds these keys after those of `en.ts`.
 */
export const englishExtra = {
  // Also in en.ts: a placeholder names the category that it waits for.
  functional: "Functional",
  statistics: "Statistics",
  marketing: "Marketing",
  guardianTitle: "Confirm your agreement",
  guardianText:
    "Optional cookies can be allowed by anyone aged {} or over, or by a child whose parent or guardian agrees. We neither ask for nor keep a date of birth.",
  guardianSelf: "I am {} or over",
  guardianParent: "A parent or guardian agrees",
  back: "Back",
  embed: "To show this, your browser contacts {}. It receives your IP address and may set cookies.",
  embedAlways: "“Always allow” switches on the category “{}”.",
  once: "Load once",
  allow: "Always allow",
};
