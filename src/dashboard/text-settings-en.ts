/** Words of the settings: texts, and functions that take what stands in them. */
export type SettingsText = Readonly<
  Record<
    | "open"
    | "back"
    | "title"
    | "site"
    | "zone"
    | "zoneHint"
    | "origins"
    | "originsHint"
    | "fixed"
    | "privacy"
    | "keep"
    | "keepHint"
    | "k"
    | "kHint"
    | "save"
    | "newSite"
    | "newSiteTitle"
    | "newSiteHint"
    | "add"
    | "cancel"
    | "links"
    | "linksHint"
    | "newLink"
    | "tokens"
    | "tokensHint"
    | "newToken"
    | "name"
    | "nameHint"
    | "revoke"
    | "once"
    | "none"
    | "tag"
    | "tagHint"
    | "data"
    | "dataHint"
    | "csv"
    | "json"
    | "importFile"
    | "imported"
    | "deleteDays"
    | "deleteDaysTitle"
    | "deleteDaysHint"
    | "deleteValue"
    | "deleteValueTitle"
    | "deleteValueHint"
    | "deleteSite"
    | "deleteSiteTitle"
    | "deleteSiteHint"
    | "list"
    | "value"
    | "remove"
    | "removed"
    | "nothingRemoved"
    | "shared"
    | "shareEnded"
    | "checkTag"
    | "checking"
    | "right"
    | "wrong"
    | "answers"
    | "answersNot"
    | "found"
    | "foundNot"
    | "early"
    | "earlyNot"
    | "endpoint"
    | "endpointNot"
    | "policy"
    | "policyNot",
    string
  > &
    Record<"saved" | "since" | "revokeOf" | "confirm", (what: string) => string>
>;

/** Words of the settings in English. */
export const settingsEn: SettingsText = {
  open: "Settings",
  back: "Back to the report",
  title: "Settings",
  site: "Site",
  zone: "Time zone",
  zoneHint: "Decides when a day begins. Days already counted keep theirs.",
  origins: "Origins",
  originsHint: "One per line, such as https://example.org. Beacons from other pages are refused as “unknown site”.",
  fixed: "Given where the collector is started (--site or the configuration file), and changed there.",
  privacy: "Privacy",
  keep: "Keep counters for, days",
  keepHint: "Older days are deleted. 0 keeps them for ever.",
  k: "Smallest row k",
  kHint: "Rows with a smaller count become (few). 1 shows all rows; 3 is recommended.",
  save: "Save",
  saved: (time) => `Saved at ${time}.`,
  newSite: "New site…",
  newSiteTitle: "New site",
  newSiteHint: "Its host as the address bar shows it, such as example.org.",
  add: "Add",
  cancel: "Cancel",
  links: "Share links",
  linksHint: "Read-only, without a password. Anyone with the link sees this site's report.",
  newLink: "New link",
  tokens: "API tokens",
  tokensHint: "For programs that read the reports of all sites. Each is shown once.",
  newToken: "New token",
  name: "Name",
  nameHint: "Who or what it is for.",
  since: (date) => `since ${date}`,
  revoke: "Revoke",
  revokeOf: (name) => `Revoke ${name}`,
  once: "Copy it now: it is not shown again.",
  none: "None.",
  tag: "Tag",
  tagHint: "First in <head> of every page, without async or defer.",
  data: "Numbers",
  dataHint: "CSV is the report that is open. JSON holds every counter of its days, and can be imported.",
  csv: "Export CSV",
  json: "Export JSON",
  importFile: "Import…",
  imported: "Imported.",
  deleteDays: "Delete days…",
  deleteDaysTitle: "Delete days",
  deleteDaysHint: "All that was counted on these days is gone for ever.",
  deleteValue: "Delete one value…",
  deleteValueTitle: "Delete one value",
  deleteValueHint: "Such as a path with a name in it. It goes from every day, and from the file.",
  deleteSite: "Delete the site…",
  deleteSiteTitle: "Delete the site",
  deleteSiteHint: "All that was counted for it is gone for ever.",
  list: "List",
  value: "Value",
  confirm: (site) => `Write ${site} to confirm`,
  remove: "Delete",
  removed: "Deleted.",
  nothingRemoved: "There was nothing to delete.",
  shared: "Shared view: you can look, and change nothing.",
  shareEnded: "This link is not valid any more. Ask the owner of the site for a new one.",
  checkTag: "Check the site's page",
  checking: "Looking …",
  right: "right",
  wrong: "not right",
  answers: "The page answers",
  answersNot: "It should answer with status 200, without a login.",
  found: "The tag is on it",
  foundNot: "No script named kivok.js was found in the page as the server sends it.",
  early: "It is the first script in <head>, without async or defer",
  earlyNot: "Scripts before it are not guarded.",
  endpoint: "It names this collector",
  endpointNot: "Its data-endpoint, or endpoint in the configuration, should be this address.",
  policy: "The page's Content-Security-Policy lets it through",
  policyNot: "Add this address to script-src and connect-src.",
};
